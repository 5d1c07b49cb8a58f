#pragma once

namespace isograde {

/// Whether this is built with AddressSanitizer or ThreadSanitizer (presets asan, tsan). These take
/// terabytes of addresses for their own, as private memory, of which they touch little: a process
/// that has them can be given no limit on its addresses or on its data.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
inline constexpr bool kMemoryCanBeLimited = false;
#else
inline constexpr bool kMemoryCanBeLimited = true;
#endif

}  // namespace isograde
