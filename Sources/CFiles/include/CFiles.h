#ifndef CHATLEDGER_CFILES_H
#define CHATLEDGER_CFILES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// What the file system says of one file. Times are nanoseconds since 1970; a birth time of 0 is unknown.
struct cfiles_identity {
  uint64_t device;
  uint64_t inode;
  int64_t birth_nanoseconds;
  int64_t change_nanoseconds;
  int64_t modification_nanoseconds;
  uint64_t size_bytes;
  /// 0 where the system does not say.
  uint64_t mount_id;
  /// Whether the mount's number is never given to another mount while the system runs.
  bool mount_id_is_unique;
  /// Type and permissions, as `st_mode`.
  uint32_t mode;
  uint32_t owner;
  uint32_t group;
};

/// Looks at a name in a directory without following it where it is a link; at the descriptor itself when the path is
/// empty. Returns 0 or an `errno` value.
int cfiles_identify(int directory, const char *path, struct cfiles_identity *found);

/// Which file stands at a path; a link itself, not what it leads to. Asks for nothing else: whoever asks Linux for the
/// times of a file makes its next change dearer, since that has to get a time of its own (multigrain timestamps).
///
/// - Returns: 0, or an `errno` value.
int cfiles_locate(const char *path, uint64_t *device, uint64_t *inode);

/// Looks at what a path leads to, links followed. Returns 0 or an `errno` value.
int cfiles_identify_target(const char *path, struct cfiles_identity *found);

/// Gives a file another name, which must not be there yet. Returns 0 or an `errno` value.
int cfiles_rename_to_new(const char *from, const char *to);

/// Makes a pipe whose ends are closed on exec, first where to read, then where to write. Returns 0 or an `errno` value.
int cfiles_pipe(int ends[2]);

#endif
