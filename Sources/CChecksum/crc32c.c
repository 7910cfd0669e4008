// CRC-32C by the processor's own instruction: SSE4.2 on x86-64, the CRC32 extension on ARMv8. Swift has no intrinsic for
// either, which is the only reason why this file is C.

#include "CChecksum.h"

#include <string.h>

#if defined(__x86_64__)

bool cchecksum_has_crc32c(void) { return __builtin_cpu_supports("sse4.2") && __builtin_cpu_supports("pclmul"); }

#define ATTRIBUTES __attribute__((target("sse4.2,pclmul")))

typedef long long Pair __attribute__((vector_size(16)));

static inline uint64_t word(const unsigned char *bytes) {
  uint64_t word;
  memcpy(&word, bytes, 8);
  return word;
}

// What the state becomes by a number of zero bytes: its product with x^(8 * bytes), modulo the polynomial. The power is
// x^(8 * bytes - 33), reflected: multiplying reflected words adds 1 to the exponent, and the instruction adds 32.
ATTRIBUTES static inline uint64_t shift(uint64_t state, uint32_t power) {
  Pair left = {(long long)state, 0}, right = {(long long)power, 0};
  return __builtin_ia32_crc32di(0, (uint64_t)__builtin_ia32_pclmulqdq128(left, right, 0)[0]);
}

// Three lanes side by side: the instruction takes 3 cycles, and one can begin in each. The states are joined as in
// V. Gopal et al., "Fast CRC Computation for iSCSI Polynomial Using CRC32 Instruction" (Intel, 2011).
ATTRIBUTES static inline uint64_t threeLanes(
    uint64_t state, const unsigned char *bytes, size_t lane, uint32_t overOne, uint32_t overTwo) {
  uint64_t second = 0, third = 0;
  for (size_t at = 0; at < lane; at += 8) {
    state = __builtin_ia32_crc32di(state, word(bytes + at));
    second = __builtin_ia32_crc32di(second, word(bytes + lane + at));
    third = __builtin_ia32_crc32di(third, word(bytes + 2 * lane + at));
  }
  return shift(state, overTwo) ^ shift(second, overOne) ^ third;
}

ATTRIBUTES uint32_t cchecksum_crc32c(uint32_t state, const void *bytes, size_t count) {
  const unsigned char *next = bytes;
  uint64_t wide = state;
  for (; count >= 3 * 128; count -= 3 * 128, next += 3 * 128) {
    wide = threeLanes(wide, next, 128, 0x0D3B6092, 0xB9E02B86);
  }
  if (count >= 3 * 64) {
    wide = threeLanes(wide, next, 64, 0x9E4ADDF8, 0x0D3B6092);
    count -= 3 * 64;
    next += 3 * 64;
  }
  for (; count >= 8; count -= 8, next += 8) wide = __builtin_ia32_crc32di(wide, word(next));
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
