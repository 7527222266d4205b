// The stage's air as one lit cloud: a march through a field of extinction, lit by the lanterns that throw most into it.
#import bevy_pbr::forward_io::VertexOutput
#import bevy_pbr::mesh_view_bindings::view
#import bevy_pbr::view_transformations::depth_ndc_to_view_z
#ifdef DEPTH_PREPASS
#import bevy_pbr::prepass_utils::prepass_depth
#endif

struct Lamp {
    // Place; cosine of the half angle beyond which there is nothing.
    place: vec4<f32>,
    // Where it looks; one over the difference of that cosine and the inner one.
    aim: vec4<f32>,
    // Candela.
    colour: vec4<f32>,
}

struct Cloud {
    // Lower corner; steps.
    low: vec4<f32>,
    // Upper corner; lamps.
    high: vec4<f32>,
    // What comes from everywhere; square of the distance from a lens within which light grows no more.
    around: vec4<f32>,
    lamps: array<Lamp, 8>,
}

@group(#{MATERIAL_BIND_GROUP}) @binding(0) var<uniform> cloud: Cloud;
@group(#{MATERIAL_BIND_GROUP}) @binding(1) var extinction: texture_3d<f32>;
@group(#{MATERIAL_BIND_GROUP}) @binding(2) var extinction_sampler: sampler;

fn grain(p: vec2<f32>) -> f32 {
    return fract(52.9829189 * fract(0.06711056 * p.x + 0.00583715 * p.y));
}

@fragment
fn fragment(in: VertexOutput) -> @location(0) vec4<f32> {
    let eye = view.world_position.xyz;
    let ray = normalize(in.world_position.xyz - eye);
    let a = (cloud.low.xyz - eye) / ray;
    let b = (cloud.high.xyz - eye) / ray;
    let near = min(a, b);
    let far = max(a, b);
    let begin = max(max(near.x, max(near.y, near.z)), 0.0);
    var end = min(far.x, min(far.y, far.z));
#ifdef DEPTH_PREPASS
    let depth = prepass_depth(in.position, 0u);
    if (depth > 0.0) {
        let forward = -view.world_from_view[2].xyz;
        end = min(end, -depth_ndc_to_view_z(depth) / dot(ray, forward));
    }
#endif
    if (end <= begin) {
        return vec4(0.0);
    }
    let steps = i32(cloud.low.w);
    let stride = (end - begin) / cloud.low.w;
    let size = cloud.high.xyz - cloud.low.xyz;
    let lamps = i32(cloud.high.w);
    var through = 1.0;
    var light = vec3(0.0);
    // Every pixel begins at another part of a step, always the same one: no bands, and no flicker.
    var along = begin + grain(in.position.xy) * stride;
    for (var i = 0; i < steps; i += 1) {
        let p = eye + ray * along;
        along += stride;
        let sigma = textureSampleLevel(extinction, extinction_sampler, (p - cloud.low.xyz) / size, 0.0).r;
        if (sigma < 0.0005) {
            continue;
        }
        var here = cloud.around.rgb;
        for (var k = 0; k < lamps; k += 1) {
            let lamp = cloud.lamps[k];
            let to = p - lamp.place.xyz;
            let square = dot(to, to);
            let one = inverseSqrt(square);
            let inside = saturate((dot(to, lamp.aim.xyz) * one - lamp.place.w) * lamp.aim.w);
            // Fog throws light onwards (Henyey and Greenstein, g = 0.4): what comes from behind it shines, what comes
            // from the house hardly does.
            let onwards = 1.16 + 0.8 * dot(to, ray) * one;
            let thrown = 0.84 / (onwards * sqrt(onwards));
            here += lamp.colour.rgb * (thrown * inside * inside / max(square, cloud.around.w));
        }
        let left = exp(-sigma * stride);
        light += here * (through * (1.0 - left));
        through *= left;
        if (through < 0.01) {
            break;
        }
    }
    return vec4(light * view.exposure, 1.0 - through);
}
