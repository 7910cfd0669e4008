// CRC-32C by the processor's own instruction: SSE4.2 on x86-64, the CRC32 extension on ARMv8. Swift has no intrinsic for
// either, which is the only reason why this file is C.

#include "CChecksum.h"

#include <string.h>

#if defined(__x86_64__)

bool cchecksum_has_crc32c(void) { return __builtin_cpu_supports("sse4.2"); }

__attribute__((target("sse4.2"))) uint32_t cchecksum_crc32c(uint32_t state, const void *bytes, size_t count) {
  const unsigned char *next = bytes;
  uint64_t wide = state;
  for (; count >= 8; count -= 8, next += 8) {
    uint64_t word;
    memcpy(&word, next, 8);
    wide = __builtin_ia32_crc32di(wide, word);
  }
  uint32_t narrow = (uint32_t)wide;
  for (; count > 0; count--) narrow = __builtin_ia32_crc32qi(narrow, *next++);
  return narrow;
}

#elif defined(__aarch64__) && defined(__ARM_FEATURE_CRC32)

#include <arm_acle.h>

bool cchecksum_has_crc32c(void) { return true; }

uint32_t cchecksum_crc32c(uint32_t state, const void *bytes, size_t count) {
  const unsigned char *next = bytes;
  for (; count >= 8; count -= 8, next += 8) {
    uint64_t word;
    memcpy(&word, next, 8);
    state = __crc32cd(state, word);
  }
  for (; count > 0; count--) state = __crc32cb(state, *next++);
  return state;
}

#else

bool cchecksum_has_crc32c(void) { return false; }

uint32_t cchecksum_crc32c(uint32_t state, const void *bytes, size_t count) {
  (void)bytes;
  (void)count;
  return state;
}

#endif
