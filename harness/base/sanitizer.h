#pragma once

namespace isograde {

/// Whether a process can be given a limit on its addresses or on its data. With AddressSanitizer or
/// ThreadSanitizer in it (presets asan, tsan), it cannot: these take terabytes of addresses for
/// their own, as private memory, of which they touch little.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
inline constexpr bool kMemoryCanBeLimited = false;
#else
inline constexpr bool kMemoryCanBeLimited = true;
#endif

/// Whether this is built with ThreadSanitizer, which has a thread of its own in each process, and
/// writes to memory of its own whenever there is an access to any.
#if defined(__SANITIZE_THREAD__)
inline constexpr bool kThreadSanitizer = true;
#else
inline constexpr bool kThreadSanitizer = false;
#endif

}  // namespace isograde
