#pragma once

namespace isograde {

/// In a build with a sanitizer (presets asan, tsan), from now on: a test fails in which one
/// reported something, in whichever process, with the report. Elsewhere, nothing.
///
/// Where reports go is the folder named by ISOGRADE_SANITIZER_REPORTS, which
/// build*/bin/isograde-tests sets. Called once, after InitGoogleTest(), while there is one thread.
void FailOnSanitizerReports();

}  // namespace isograde
