// A surface that is seen by its edge or through its face: beams of light in haze, and ghosts of what was planned.
#import bevy_pbr::forward_io::VertexOutput
#import bevy_pbr::mesh_view_bindings::view

struct Veil {
    colour: vec4<f32>,
    // x: opacity where it is seen face on, y: at its rim, z: how sharp the rim is, w: how much it fades along v.
    how: vec4<f32>,
}

@group(#{MATERIAL_BIND_GROUP}) @binding(0) var<uniform> veil: Veil;

@fragment
fn fragment(in: VertexOutput) -> @location(0) vec4<f32> {
    let to_eye = normalize(view.world_position.xyz - in.world_position.xyz);
    let facing = abs(dot(normalize(in.world_normal), to_eye));
    let edge = pow(1.0 - facing, veil.how.z);
    let alpha = mix(veil.how.x * facing, veil.how.y, edge);
    let fade = mix(1.0, (1.0 - in.uv.y) * (1.0 - in.uv.y), veil.how.w);
    let seen = clamp(alpha * fade * veil.colour.a, 0.0, 1.0);
    // What fades along its length is a beam: it adds light and covers nothing.
    if (veil.how.w > 0.0) {
        return vec4(veil.colour.rgb * seen, 0.0);
    }
    return vec4(veil.colour.rgb, seen);
}
