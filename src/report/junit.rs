//! Tests as JUnit XML, which every CI reads. Nothing else names `quick_junit`.

use std::time::Duration;

use quick_junit::{NonSuccessKind, Report, TestCase, TestCaseStatus, TestSuite};

use super::tests::{Outcome, Status, Test, missed};

/// The report as XML: a suite per folder, a case per scenario.
///
/// # Errors
/// In words, if the XML cannot be written.
pub fn junit(tests: &[Test], took: Duration) -> Result<String, String> {
    let mut report = Report::new("drytech");
    report.set_time(took);
    let mut suites: Vec<TestSuite> = Vec::new();
    for test in tests {
        let (folder, name) = test.name.rsplit_once('/').unwrap_or(("", &test.name));
        let mut case = TestCase::new(name, status(test));
        case.set_classname(folder);
        case.set_time(test.took);
        if test.status() != Status::Pass {
            case.set_system_out(anstream::adapter::strip_str(&test.details()).to_string());
        }
        match suites.iter_mut().find(|s| s.name.as_str() == folder) {
            Some(suite) => {
                suite.add_test_case(case);
            }
            None => {
                let mut suite = TestSuite::new(folder);
                suite.add_test_case(case);
                suites.push(suite);
            }
        }
    }
    report.add_test_suites(suites);
    report.to_string().map_err(|e| e.to_string())
}

fn status(test: &Test) -> TestCaseStatus {
    let mut status = match test.status() {
        Status::Pass => return TestCaseStatus::success(),
        Status::NotRun => TestCaseStatus::skipped(),
        Status::Fail => TestCaseStatus::non_success(NonSuccessKind::Failure),
        Status::Error => TestCaseStatus::non_success(NonSuccessKind::Error),
    };
    let (kind, message) = match &test.outcome {
        Outcome::Ran(trial) => {
            let first = trial.shown.iter().find_map(|n| missed(n).next());
            let message = first.map_or_else(String::new, |(e, v)| format!("expected {e}, found {}", v.found));
            ("expectation missed", message)
        }
        Outcome::Late(deadline) => ("timeout", format!("not over after {} s", deadline.as_secs_f64())),
        Outcome::Broken(why) => ("broken scenario", why.lines().next().unwrap_or_default().to_owned()),
        Outcome::NotRun => ("not run", "an earlier test failed".to_owned()),
    };
    status.set_type(kind).set_message(message);
    status
}
