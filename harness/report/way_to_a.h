#pragma once

#include <string>

namespace isograde {

struct TargetReport;

/// What the author of a B does to get an A, where it needs no more than to say so: it declares no
/// support of interpreters with a GIL of their own, and with CPython's check overridden nothing
/// failed in them. Empty: it is no such one.
std::string WayToA(const TargetReport& report);

}  // namespace isograde
