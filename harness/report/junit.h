#pragma once

#include <string>

namespace isograde {

struct Report;

/// JUnit XML, as Jenkins and GitLab read it: a test suite for each target, a test case for each
/// check and config. A failure is one that counts and is more than a note; the other ones, and what
/// did not apply or could not be told, are skipped, with the reason; a harness error is an error.
///
/// GoogleTest's own writer (`-- --gtest_output=xml:FILE`) knows neither severities nor what counts.
std::string ToJunit(const Report& report);

}  // namespace isograde
