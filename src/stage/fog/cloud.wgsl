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
    // Light from above and the left, which fog before it takes away.
    key: vec4<f32>,
    // The same from working light.
    work: vec4<f32>,
    // The box in which there is more to see.
    fine_low: vec4<f32>,
    fine_high: vec4<f32>,
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
    // Half of the steps are where plumes are.
    let c = (cloud.fine_low.xyz - eye) / ray;
    let d = (cloud.fine_high.xyz - eye) / ray;
    let first = min(c, d);
    let last = max(c, d);
    let fine_begin = clamp(max(first.x, max(first.y, first.z)), begin, end);
    let fine_end = max(clamp(min(last.x, min(last.y, last.z)), begin, end), fine_begin);
    let thick = fine_end - fine_begin;
    let fine = min(2.0 * thick / cloud.low.w, 0.5);
    let coarse = select((end - begin - thick) * 2.0, end - begin, thick <= 0.0) / cloud.low.w;
    let steps = i32(cloud.low.w) + i32(cloud.low.w);
    let size = cloud.high.xyz - cloud.low.xyz;
    let lamps = i32(cloud.high.w);
    var through = 1.0;
    var light = vec3(0.0);
    // Every pixel begins at another part of a step, always the same one: no bands, and no flicker.
    let jitter = grain(in.position.xy);
    var from_here = begin;
    for (var i = 0; i < steps; i += 1) {
        if (from_here >= end - 0.001) {
            break;
        }
        // No step goes over an end of the box.
        var stride = coarse;
        if (from_here < fine_begin - 0.001) {
            stride = min(coarse, fine_begin - from_here);
        } else if (from_here < fine_end - 0.001) {
            stride = min(fine, fine_end - from_here);
        }
        stride = min(max(stride, 0.01), end - from_here);
        let p = eye + ray * (from_here + jitter * stride);
        from_here += stride;
        let air = textureSampleLevel(extinction, extinction_sampler, (p - cloud.low.xyz) / size, 0.0).rg;
        let sigma = air.r;
        if (sigma < 0.0005) {
            continue;
        }
        var here = vec3(0.0);
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
        // The thicker, the more of what has been scattered before comes out of it: thin haze hardly shows by working light.
        here += cloud.work.rgb * ((0.22 + 0.78 * air.g) * sigma / (sigma + 0.3));
        here = cloud.around.rgb + cloud.key.rgb * air.g + here * (0.35 + 0.65 * air.g);
        let left = exp(-sigma * stride);
        light += here * (through * (1.0 - left));
        through *= left;
        if (through < 0.01) {
            break;
        }
    }
    return vec4(light * view.exposure, 1.0 - through);
}
