//! For Bevy people: the stage in an app of your own. Yours are the window, the camera if you like, and the input; the stage
//! draws the night at the instant you say.
//!
//! `cargo run --release --example stage_in_your_app` opens a window: Space plays and pauses, left and right go five
//! seconds, 1 to 4 sit elsewhere, J jams the plane. `… -- --headless OUT.png` draws one frame into a picture and ends.

use std::error::Error;

use bevy::app::ScheduleRunnerPlugin;
use bevy::camera::RenderTarget;
use bevy::prelude::*;
use bevy::render::render_resource::TextureFormat;
use bevy::render::view::screenshot::{Screenshot, save_to_disk};
use bevy::window::ExitCondition;
use bevy::winit::WinitPlugin;
use drytech::fault::{self, Fault, FaultKind, FaultTime};
use drytech::slip::Rehearsal;
use drytech::stage::{StageNight, StagePlugin, StageTime, View, stage_camera};

/// The plane is on its way, µs of run time.
const BEGIN_US: i64 = 797_000_000;

/// Frames before the picture is taken: the renderer gets its shaders and the stage its places.
const FRAMES_BEFORE: u32 = 12;

fn main() -> Result<(), Box<dyn Error>> {
    let night = Rehearsal::of(fault::open("cues/bombshell/as_written.ron".as_ref())?)?;
    let picture = std::env::args().skip_while(|a| a != "--headless").nth(1);

    let mut app = App::new();
    match &picture {
        None => {
            app.add_plugins(DefaultPlugins).add_systems(Startup, sit).add_systems(PreUpdate, keys);
        }
        Some(_) => {
            let no_window = WindowPlugin { primary_window: None, exit_condition: ExitCondition::DontExit, ..default() };
            app.add_plugins(DefaultPlugins.set(no_window).disable::<WinitPlugin>())
                .add_plugins(ScheduleRunnerPlugin::default())
                .add_systems(Startup, sit_before_a_canvas);
        }
    }
    app.add_plugins(StagePlugin::new(night).playing_from(BEGIN_US)).add_systems(Startup, my_own_entity);
    if let Some(picture) = picture {
        app.add_systems(Update, take(picture));
    }
    match app.run() {
        AppExit::Success => Ok(()),
        AppExit::Error(code) => Err(format!("the app ended with {code}").into()),
    }
}

fn sit(mut commands: Commands) {
    commands.spawn(stage_camera());
}

/// Whatever is yours stands on the stage as in any app: a ghost light, left on when everybody has gone home.
fn my_own_entity(
    mut commands: Commands,
    mut meshes: ResMut<Assets<Mesh>>,
    mut materials: ResMut<Assets<StandardMaterial>>,
) {
    let warm = StandardMaterial { emissive: LinearRgba::rgb(6.0, 3.5, 1.2), ..default() };
    commands.spawn((
        Mesh3d(meshes.add(Sphere::new(0.12))),
        MeshMaterial3d(materials.add(warm)),
        Transform::from_xyz(-3.5, 1.6, 0.4),
    ));
}

fn keys(pressed: Res<ButtonInput<KeyCode>>, mut time: ResMut<StageTime>, mut stage: ResMut<StageNight>) {
    if pressed.just_pressed(KeyCode::Space) {
        time.playing = !time.playing;
    }
    let five = [(KeyCode::ArrowLeft, -5_000_000), (KeyCode::ArrowRight, 5_000_000)];
    for (_, by_us) in five.into_iter().filter(|(key, _)| pressed.just_pressed(*key)) {
        time.at_us = (time.at_us + by_us).clamp(0, stage.end_us());
    }
    let seats = [KeyCode::Digit1, KeyCode::Digit2, KeyCode::Digit3, KeyCode::Digit4];
    for (_, view) in seats.into_iter().zip(View::ALL).filter(|(key, _)| pressed.just_pressed(*key)) {
        time.view = view;
    }
    if pressed.just_pressed(KeyCode::KeyJ) {
        // A night is data: the whole show runs again with one fault more, and the stage goes on from the same instant.
        let jam = Fault::new("plane", FaultKind::Jam(10.0), FaultTime::At(time.at_us as f64 * 1e-6));
        let scenario = stage.night().scenario.clone().with_fault(jam);
        match stage.night().again(scenario).map(|night| stage.show(night)) {
            Ok(Ok(())) => info!("the plane jams: the show ends {:+.1} s", stage.night().slip.show_us as f64 * 1e-6),
            Ok(Err(_)) => error!("that is a night of another sheet"),
            Err(e) => error!("{e}"),
        }
    }
}

/// What the headless camera draws on.
#[derive(Resource)]
struct Canvas(Handle<Image>);

fn sit_before_a_canvas(mut commands: Commands, mut images: ResMut<Assets<Image>>) {
    let canvas = images.add(Image::new_target_texture(640, 360, TextureFormat::Rgba8UnormSrgb, None));
    commands.spawn((stage_camera(), RenderTarget::Image(canvas.clone().into())));
    commands.insert_resource(Canvas(canvas));
}

/// Takes the picture, and ends when it is there.
fn take(path: String) -> impl FnMut(Commands, Res<Canvas>, Local<u32>, MessageWriter<AppExit>) {
    move |mut commands, canvas, mut frame, mut exit| {
        *frame += 1;
        if *frame == FRAMES_BEFORE {
            commands.spawn(Screenshot::image(canvas.0.clone())).observe(save_to_disk(path.clone()));
        }
        if *frame > FRAMES_BEFORE && std::fs::metadata(&path).is_ok_and(|m| m.len() > 0) {
            println!("{path}: frame {FRAMES_BEFORE} of the stage in an app that is not ours");
            exit.write(AppExit::Success);
        }
        if *frame > FRAMES_BEFORE + 600 {
            exit.write(AppExit::from_code(1));
        }
    }
}
