/* Stands between the command and the C library, and lets one call fail, come short, come late, or be the last one.
 *
 * Loaded with LD_PRELOAD. Only calls that name a path below TORTURE_ROOT, or a descriptor that was opened there, count.
 *
 *   TORTURE_ROOT   absolute directories, separated by colons; the ledger's, and others that belong to the try
 *   TORTURE_CALL   which call: a name of the table below (pwrite stands for pwrite64 as well, open for openat, ...)
 *   TORTURE_N      which of them, from 1, counted in each process by itself
 *   TORTURE_PATH   only calls on paths that end like this
 *   TORTURE_MODE   an error's name (EIO, ENOSPC, ...), EIO+ (this one and all that follow), short, delay, kill-before,
 *                  kill-after
 *   TORTURE_TRACE  a file that gets one line for each call: PID CALL PATH
 *   TORTURE_RECORD a file that gets each change with its bytes, for states that a power cut could leave; standard
 *                  output is recorded as well, so that it is known what had been acknowledged by then
 *   TORTURE_PAUSE  milliseconds to wait before each change: brings a kill from outside to more places
 */
#include "shim.h"

static char *roots[8];
static int root_count;
static const char *wanted_call;
static long wanted_number;
static const char *wanted_path;
static const char *mode;
static int mode_error;
static int mode_persists;
static atomic_long counted;
static int trace_fd = -1, record_fd = -1;
int is_recording;
static long pause_ms;
char *path_of[DESCRIPTORS];
int synced_writes[DESCRIPTORS];
static pthread_mutex_t record_lock = PTHREAD_MUTEX_INITIALIZER;

static int error_named(const char *name, size_t length) {
  static const struct { const char *name; int number; } table[] = {
      {"EIO", EIO}, {"ENOSPC", ENOSPC}, {"EACCES", EACCES}, {"EINTR", EINTR}, {"ENOMEM", ENOMEM}, {"EMFILE", EMFILE},
      {"ENFILE", ENFILE}, {"EDQUOT", EDQUOT}, {"EROFS", EROFS}, {"EPERM", EPERM}, {"ENOLCK", ENOLCK}, {"EXDEV", EXDEV},
      {"EFBIG", EFBIG}, {"EAGAIN", EAGAIN}, {"ENOSYS", ENOSYS}, {"EOPNOTSUPP", EOPNOTSUPP}};
  for (size_t i = 0; i < sizeof table / sizeof *table; i++)
    if (strlen(table[i].name) == length && !strncmp(table[i].name, name, length)) return table[i].number;
  return 0;
}

/* A descriptor far away from those of the command, so that numbers stay what they would be. */
static int open_far(const char *path) {
  int fd = syscall(SYS_openat, AT_FDCWD, path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  if (fd < 0) return -1;
  int far = syscall(SYS_fcntl, fd, F_DUPFD_CLOEXEC, 900);
  syscall(SYS_close, fd);
  return far;
}

__attribute__((constructor)) static void begin(void) {
  const char *text = getenv("TORTURE_ROOT");
  if (text) {
    char *copy = strdup(text), *rest = NULL;
    for (char *word = strtok_r(copy, ":", &rest); word && root_count < 8; word = strtok_r(NULL, ":", &rest))
      roots[root_count++] = word;
  }
  wanted_call = getenv("TORTURE_CALL");
  wanted_path = getenv("TORTURE_PATH");
  text = getenv("TORTURE_N");
  wanted_number = text ? atol(text) : 0;
  mode = getenv("TORTURE_MODE");
  if (mode) {
    size_t length = strlen(mode);
    mode_persists = length && mode[length - 1] == '+';
    mode_error = error_named(mode, length - mode_persists);
  }
  if ((text = getenv("TORTURE_TRACE"))) trace_fd = open_far(text);
  if ((text = getenv("TORTURE_RECORD"))) record_fd = open_far(text);
  is_recording = record_fd >= 0;
  text = getenv("TORTURE_PAUSE");
  pause_ms = text ? atol(text) : 0;
}

static void sleep_ms(long ms) {
  struct timespec time = {ms / 1000, (ms % 1000) * 1000000};
  nanosleep(&time, NULL);
}

static int below_root(const char *path) {
  for (int i = 0; i < root_count; i++) {
    size_t length = strlen(roots[i]);
    if (!strncmp(path, roots[i], length) && (path[length] == '/' || path[length] == 0)) return 1;
  }
  return 0;
}

const char *meant(int directory, const char *path, char *buffer) {
  if (!path || !root_count) return NULL;
  if (path[0] == '/') {
    snprintf(buffer, PATH_MAX, "%s", path);
  } else if (directory == AT_FDCWD) {
    if (syscall(SYS_getcwd, buffer, PATH_MAX) < 0) return NULL;
    size_t length = strlen(buffer);
    snprintf(buffer + length, PATH_MAX - length, "/%s", path);
  } else if (directory >= 0 && directory < DESCRIPTORS && path_of[directory]) {
    snprintf(buffer, PATH_MAX, "%s/%s", path_of[directory], path);
  } else {
    return NULL;
  }
  size_t length = strlen(buffer);
  while (length > 1 && (buffer[length - 1] == '/' || (buffer[length - 1] == '.' && buffer[length - 2] == '/')))
    buffer[--length] = 0;
  return below_root(buffer) ? buffer : NULL;
}

const char *first_root(void) { return root_count ? roots[0] : NULL; }

const char *path_at(int fd) { return fd >= 0 && fd < DESCRIPTORS ? path_of[fd] : NULL; }

void remember(int fd, const char *path, int flags) {
  if (fd < 0 || fd >= DESCRIPTORS || !path) return;
  char *copy = strdup(path), *old = path_of[fd];
  synced_writes[fd] = (flags & O_DSYNC) == O_DSYNC;
  path_of[fd] = copy;
  free(old);
}

void forget(int fd) {
  if (fd < 0 || fd >= DESCRIPTORS) return;
  char *old = path_of[fd];
  path_of[fd] = NULL;
  free(old);
}

static void die(void) {
  syscall(SYS_kill, syscall(SYS_getpid), SIGKILL);
  for (;;) sleep_ms(1000);
}

int fate(const char *call, const char *path) {
  if (!path) return PASS;
  if (trace_fd >= 0) {
    char line[PATH_MAX + 64];
    int length = snprintf(line, sizeof line, "%ld %s %s\n", (long)syscall(SYS_getpid), call, path);
    syscall(SYS_write, trace_fd, line, length);
  }
  if (!wanted_call || !mode || strcmp(wanted_call, call)) return PASS;
  if (wanted_path) {
    size_t length = strlen(path), end = strlen(wanted_path);
    if (length < end || strcmp(path + length - end, wanted_path)) return PASS;
  }
  long number = atomic_fetch_add(&counted, 1) + 1;
  if (number != wanted_number && !(mode_persists && number > wanted_number)) return PASS;
  if (mode_error) {
    errno = mode_error;
    return FAIL;
  }
  if (!strcmp(mode, "short")) return SHORT;
  if (!strcmp(mode, "delay")) sleep_ms(60);
  if (!strcmp(mode, "kill-before")) die();
  return strcmp(mode, "kill-after") ? PASS : KILL_AFTER;
}

void after(int what) {
  if (what == KILL_AFTER) die();
}

/* The record of changes: a header and then the path and the bytes. Written while the lock is held, so that the order of
 * the record is the order of the changes. */
struct header { uint32_t magic, kind, path_length, other_length; uint64_t offset, length; };
static void put(const void *bytes, size_t length) {
  const char *at = bytes;
  while (length > 0) {
    long done = syscall(SYS_write, record_fd, at, length);
    if (done <= 0) return;
    at += done;
    length -= done;
  }
}

void record(int kind, const char *path, const char *other, uint64_t offset, const void *bytes, uint64_t length) {
  if (record_fd < 0 || !path) return;
  struct header header = {0x54524f54, kind, strlen(path), other ? strlen(other) : 0, offset, length};
  put(&header, sizeof header);
  put(path, header.path_length);
  if (other) put(other, header.other_length);
  if (bytes) put(bytes, length);
}

void enter(const char *path) {
  if (path && pause_ms) sleep_ms(pause_ms);
  if (record_fd >= 0) pthread_mutex_lock(&record_lock);
}

void leave(void) {
  if (record_fd >= 0) {
    int saved = errno;
    pthread_mutex_unlock(&record_lock);
    errno = saved;
  }
}

int kind_of_write(int fd) { return synced_writes[fd] ? SYNCED_WRITE : WRITE; }
