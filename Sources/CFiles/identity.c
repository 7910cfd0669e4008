#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include "CFiles.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#ifdef __linux__
#include <sys/sysmacros.h>
#ifndef STATX_MNT_ID
#define STATX_MNT_ID 0x1000U
#endif
#ifndef STATX_MNT_ID_UNIQUE
#define STATX_MNT_ID_UNIQUE 0x4000U
#endif
#endif

static int64_t nanoseconds(int64_t seconds, int64_t rest) { return seconds * 1000000000 + rest; }

static int identify_by_stat(int directory, const char *path, int flags, struct cfiles_identity *found) {
  struct stat status;
  int code = path[0] == '\0' ? fstat(directory, &status) : fstatat(directory, path, &status, flags);
  if (code != 0) return errno;
  found->device = (uint64_t)status.st_dev;
  found->inode = (uint64_t)status.st_ino;
#ifdef __APPLE__
  found->birth_nanoseconds = nanoseconds(status.st_birthtimespec.tv_sec, status.st_birthtimespec.tv_nsec);
  found->change_nanoseconds = nanoseconds(status.st_ctimespec.tv_sec, status.st_ctimespec.tv_nsec);
  found->modification_nanoseconds = nanoseconds(status.st_mtimespec.tv_sec, status.st_mtimespec.tv_nsec);
#else
  found->change_nanoseconds = nanoseconds(status.st_ctim.tv_sec, status.st_ctim.tv_nsec);
  found->modification_nanoseconds = nanoseconds(status.st_mtim.tv_sec, status.st_mtim.tv_nsec);
#endif
  found->size_bytes = (uint64_t)status.st_size;
  found->mode = (uint32_t)status.st_mode;
  found->owner = (uint32_t)status.st_uid;
  found->group = (uint32_t)status.st_gid;
  return 0;
}

#ifdef __linux__
static int identify_by_statx(
  int directory, const char *path, int flags, unsigned int wanted, struct statx *status) {
  if (path[0] == '\0') flags |= AT_EMPTY_PATH;
  return statx(directory, path, flags, STATX_BASIC_STATS | STATX_BTIME | wanted, status) == 0 ? 0 : errno;
}

/// The mount's number sits behind what older headers declare: at byte 0x90 of the kernel's structure.
static uint64_t mount_id(const struct statx *status) {
  uint64_t id;
  memcpy(&id, (const char *)status + 0x90, sizeof id);
  return id;
}
#endif

static int identify(int directory, const char *path, int flags, struct cfiles_identity *found) {
  memset(found, 0, sizeof *found);
#ifdef __linux__
  struct statx status;
  memset(&status, 0, sizeof status);
  int code = identify_by_statx(directory, path, flags, STATX_MNT_ID_UNIQUE, &status);
  bool is_unique = code == 0 && (status.stx_mask & STATX_MNT_ID_UNIQUE) != 0;
  if (code == EINVAL || (code == 0 && !is_unique)) {
    memset(&status, 0, sizeof status);
    code = identify_by_statx(directory, path, flags, STATX_MNT_ID, &status);
  }
  // A sandbox may forbid the call, and an old system may not know it.
  if (code == ENOSYS || code == EPERM || code == EINVAL) return identify_by_stat(directory, path, flags, found);
  if (code != 0) return code;
  found->device = (uint64_t)makedev(status.stx_dev_major, status.stx_dev_minor);
  found->inode = status.stx_ino;
  if (status.stx_mask & STATX_BTIME) {
    found->birth_nanoseconds = nanoseconds(status.stx_btime.tv_sec, status.stx_btime.tv_nsec);
  }
  found->change_nanoseconds = nanoseconds(status.stx_ctime.tv_sec, status.stx_ctime.tv_nsec);
  found->modification_nanoseconds = nanoseconds(status.stx_mtime.tv_sec, status.stx_mtime.tv_nsec);
  found->size_bytes = status.stx_size;
  found->mount_id_is_unique = is_unique;
  if (is_unique || (status.stx_mask & STATX_MNT_ID) != 0) found->mount_id = mount_id(&status);
  found->mode = status.stx_mode;
  found->owner = status.stx_uid;
  found->group = status.stx_gid;
  return 0;
#else
  return identify_by_stat(directory, path, flags, found);
#endif
}

int cfiles_identify(int directory, const char *path, struct cfiles_identity *found) {
  return identify(directory, path, AT_SYMLINK_NOFOLLOW, found);
}

int cfiles_locate(const char *path, uint64_t *device, uint64_t *inode) {
#ifdef __linux__
  struct statx status;
  if (statx(AT_FDCWD, path, AT_SYMLINK_NOFOLLOW, STATX_INO, &status) == 0) {
    *device = (uint64_t)makedev(status.stx_dev_major, status.stx_dev_minor);
    *inode = status.stx_ino;
    return 0;
  }
  if (errno != ENOSYS && errno != EPERM && errno != EINVAL) return errno;
#endif
  struct cfiles_identity found;
  int code = identify_by_stat(AT_FDCWD, path, AT_SYMLINK_NOFOLLOW, &found);
  if (code != 0) return code;
  *device = found.device;
  *inode = found.inode;
  return 0;
}

int cfiles_identify_target(const char *path, struct cfiles_identity *found) {
  return identify(AT_FDCWD, path, 0, found);
}
