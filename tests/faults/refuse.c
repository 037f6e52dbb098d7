/* A disk that refuses one call: preloaded into a run, it counts the calls that change files below
   a folder, in all of its processes together, and lets one of them fail.

   CX_UNDER   the folder
   CX_COUNT   a file of eight zero bytes, shared by the processes: how many calls there were
   CX_TURN    which call is refused, counted from 1; 0 refuses none
   CX_ERRNO   the error it is refused with
   CX_SEEN    a file to which every call is noted: its number, its name, its path */

#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

static long *count;
static long turn;
static int refusal, seen = -1;
static const char *under;

__attribute__((constructor)) static void begin(void) {
    const char *counted = getenv("CX_COUNT"), *noted = getenv("CX_SEEN");
    under = getenv("CX_UNDER");
    if (!under || !counted || !noted) return;
    turn = atol(getenv("CX_TURN"));
    refusal = atoi(getenv("CX_ERRNO"));
    seen = syscall(SYS_openat, AT_FDCWD, noted, O_WRONLY | O_APPEND | O_CLOEXEC, 0);
    int fd = syscall(SYS_openat, AT_FDCWD, counted, O_RDWR | O_CLOEXEC, 0);
    void *shared = mmap(NULL, sizeof(long), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    syscall(SYS_close, fd);
    if (shared != MAP_FAILED) count = shared;
}

/* The path behind a descriptor, "" where there is none. */
static void behind(int fd, char *path) {
    char link[32];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t n = readlink(link, path, PATH_MAX - 1);
    path[n > 0 ? n : 0] = 0;
}

/* Whether this call is the one to fail; sets errno. Calls elsewhere are not counted. */
static int refused(const char *call, int fd, const char *name) {
    char path[2 * PATH_MAX], base[PATH_MAX] = "";
    if (!count) return 0;
    int kept = errno;
    if (!name) behind(fd, base);
    else if (*name != '/' && fd == AT_FDCWD && !getcwd(base, sizeof base)) base[0] = 0;
    else if (*name != '/' && fd != AT_FDCWD) behind(fd, base);
    snprintf(path, sizeof path, "%s%s%s", base, name && *name != '/' ? "/" : "", name ? name : "");
    size_t n = strlen(under);
    errno = kept;
    if (strncmp(path, under, n) || (path[n] && path[n] != '/')) return 0;
    long number = __atomic_add_fetch(count, 1, __ATOMIC_SEQ_CST);
    char line[2 * PATH_MAX + 64];
    int length = snprintf(line, sizeof line, "%ld %s %s\n", number, call, path[n] ? path + n + 1 : ".");
    syscall(SYS_write, seen, line, length);
    errno = number == turn ? refusal : kept;
    return number == turn;
}

#define REAL(name) __typeof__(&name) real = (__typeof__(&name))dlsym(RTLD_NEXT, #name)
#define WATCHED(type, name, declared, fd, path, given) \
    type name declared { REAL(name); return refused(#name, fd, path) ? (type)-1 : real given; }

WATCHED(ssize_t, write, (int fd, const void *b, size_t n), fd, NULL, (fd, b, n))
WATCHED(ssize_t, pwrite, (int fd, const void *b, size_t n, off_t o), fd, NULL, (fd, b, n, o))
WATCHED(ssize_t, pwrite64, (int fd, const void *b, size_t n, off64_t o), fd, NULL, (fd, b, n, o))
WATCHED(ssize_t, writev, (int fd, const struct iovec *v, int n), fd, NULL, (fd, v, n))
WATCHED(int, fsync, (int fd), fd, NULL, (fd))
WATCHED(int, fdatasync, (int fd), fd, NULL, (fd))
WATCHED(int, ftruncate, (int fd, off_t n), fd, NULL, (fd, n))
WATCHED(int, ftruncate64, (int fd, off64_t n), fd, NULL, (fd, n))
WATCHED(int, rename, (const char *a, const char *b), AT_FDCWD, b, (a, b))
WATCHED(int, renameat, (int d, const char *a, int e, const char *b), e, b, (d, a, e, b))
WATCHED(int, mkdir, (const char *p, mode_t m), AT_FDCWD, p, (p, m))
WATCHED(int, mkdirat, (int d, const char *p, mode_t m), d, p, (d, p, m))
WATCHED(int, unlink, (const char *p), AT_FDCWD, p, (p))

/* sendfile, by which files are copied, names the file written first. */
WATCHED(ssize_t, sendfile, (int to, int from, off_t *o, size_t n), to, NULL, (to, from, o, n))
WATCHED(ssize_t, sendfile64, (int to, int from, off64_t *o, size_t n), to, NULL, (to, from, o, n))

#define OPENED(name, declared, dir, given) \
    int name declared { \
        REAL(name); \
        va_list rest; \
        va_start(rest, flags); \
        mode_t mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(rest, mode_t) : 0; \
        va_end(rest); \
        int writes = (flags & O_ACCMODE) != O_RDONLY; \
        return writes && refused(#name, dir, path) ? -1 : real given; \
    }

OPENED(open, (const char *path, int flags, ...), AT_FDCWD, (path, flags, mode))
OPENED(open64, (const char *path, int flags, ...), AT_FDCWD, (path, flags, mode))
OPENED(openat, (int at, const char *path, int flags, ...), at, (at, path, flags, mode))
OPENED(openat64, (int at, const char *path, int flags, ...), at, (at, path, flags, mode))
