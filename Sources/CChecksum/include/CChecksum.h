#ifndef CHATLEDGER_CCHECKSUM_H
#define CHATLEDGER_CCHECKSUM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// Whether this processor has an instruction for CRC-32C.
bool cchecksum_has_crc32c(void);

/// Folds `count` bytes into the running state of a CRC-32C with that instruction. The state is neither inverted before
/// nor after. Must not be called when `cchecksum_has_crc32c()` is false.
uint32_t cchecksum_crc32c(uint32_t state, const void *bytes, size_t count);

#endif
