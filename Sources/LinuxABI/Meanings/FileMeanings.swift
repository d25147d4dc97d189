// Opening, modes, names, stat, mounts.
extension ConstantMeanings {
  static let files = """
    O_RDONLY for reading only
    O_WRONLY for writing only
    O_RDWR for reading and writing
    O_ACCMODE the two bits that hold the access mode: a mask, nothing to open with
    O_CREAT make the file when there is none; the mode argument then counts
    O_EXCL with O_CREAT: fail when the name exists already
    O_NOCTTY a terminal does not become the process's controlling terminal
    O_TRUNC cut the file to length 0
    O_APPEND each write goes to the end that the file has then
    O_NONBLOCK never wait: what would block fails with EAGAIN instead
    O_NDELAY an older name of O_NONBLOCK
    O_SYNC a write returns when data and metadata are on the device
    O_DSYNC a write returns when the data can be read back from the device
    O_RSYNC the same as O_SYNC here
    O_DIRECT past the page cache, in whole blocks
    O_LARGEFILE offsets of 64 bits, which x86-64 has anyway
    O_NOFOLLOW fail when the last part of the path is a symbolic link
    O_NOATIME reading does not change the access time
    O_CLOEXEC the descriptor is closed at execve
    O_PATH only a place in the file tree: nothing can be read or written by it
    O_TMPFILE a file without a name in this directory, gone with its last descriptor
    O_DIRECTORY fail when it is no directory
    O_ASYNC send a signal when input or output becomes possible
    FASYNC an older name of O_ASYNC
    O_FSYNC an older name of O_SYNC
    S_IFSOCK a socket
    S_IFLNK a symbolic link
    S_IFREG a regular file
    S_IFBLK a block device
    S_IFDIR a directory
    S_IFCHR a character device
    S_IFIFO a named pipe
    S_ISUID a program runs with the rights of the file's owner
    S_ISGID a program runs with the rights of the file's group; in a directory new files get its group
    S_ISVTX in a directory: only a file's owner may remove or rename it
    F_OK does it exist
    R_OK may it be read
    W_OK may it be written
    X_OK may it be executed, or a directory be entered
    AT_FDCWD the working directory, where a directory's descriptor is wanted
    AT_SYMLINK_NOFOLLOW a symbolic link is meant itself
    AT_SYMLINK_FOLLOW a symbolic link is followed
    AT_REMOVEDIR remove a directory, as rmdir does
    AT_EACCESS ask with the effective ids
    AT_EMPTY_PATH with an empty path the descriptor itself is meant
    AT_NO_AUTOMOUNT do not mount what would be mounted on the way
    AT_RECURSIVE what is mounted below as well
    AT_STATX_SYNC_AS_STAT as fresh as stat would be
    AT_STATX_FORCE_SYNC ask a remote file server first
    AT_STATX_DONT_SYNC what is known here is enough
    RENAME_NOREPLACE fail when the new name exists
    RENAME_EXCHANGE the two names change places
    RENAME_WHITEOUT leave a mark that hides the old name in an overlay
    RESOLVE_NO_XDEV do not cross into another mount
    RESOLVE_NO_MAGICLINKS do not follow links such as those in /proc/PID/fd
    RESOLVE_NO_SYMLINKS follow no symbolic link at all
    RESOLVE_BENEATH stay below the directory given
    RESOLVE_IN_ROOT take the directory given for the root
    RESOLVE_CACHED only if it needs no disk
    STATX_BASIC_STATS all that stat gives
    STATX_BTIME when the file was made
    STATX_ALL all that statx gave when it was new
    STATX_TYPE what kind of file it is
    STATX_MODE its permissions
    STATX_NLINK how many names it has
    STATX_UID its owner
    STATX_GID its group
    STATX_ATIME when it was last read
    STATX_MTIME when its content last changed
    STATX_CTIME when its inode last changed
    STATX_INO its inode number
    STATX_SIZE its length
    STATX_BLOCKS how many blocks of 512 bytes it takes
    STATX_MNT_ID the mount in which it lies
    MFD_CLOEXEC the descriptor is closed at execve
    MFD_ALLOW_SEALING seals may be added
    MFD_HUGETLB huge pages hold it
    MFD_NOEXEC_SEAL it can never be executed
    MFD_EXEC it may be executed
    XATTR_CREATE fail when the attribute exists
    XATTR_REPLACE fail when the attribute does not exist
    MS_RDONLY nothing can be written there
    MS_NOSUID set-user-ID and set-group-ID bits do nothing there
    MS_NODEV device files do nothing there
    MS_NOEXEC no program can be executed from there
    MS_SYNCHRONOUS each write waits for the device
    MS_REMOUNT change the options of what is mounted already
    MS_NOATIME reading changes no access time
    MS_NODIRATIME reading a directory changes no access time
    MS_RELATIME access times are kept only as fresh as programs need
    MS_STRICTATIME every access is noted
    MS_LAZYTIME times are kept in memory and written later
    MS_BIND show a directory at a second place
    MS_MOVE move a mount to another place
    MS_REC what is mounted below as well
    MS_SILENT the kernel logs fewer warnings
    MS_PRIVATE mounts made here are seen nowhere else, nor the other way round
    MS_SHARED mounts made here are seen by the peers of the mount, and theirs here
    MS_SLAVE mounts of the master are seen here, and not the other way round
    MS_UNBINDABLE private, and cannot be bound elsewhere
    MNT_FORCE even when it is busy, where the file system can
    MNT_DETACH take it out of the tree now, and clean up when nobody uses it
    MNT_EXPIRE only when nobody has used it since the last such call
    UMOUNT_NOFOLLOW a symbolic link is not followed
    FICLONE let a file share the blocks of another until one is written
    FICLONERANGE let a part of a file share the blocks of another
    FS_IOC_GETFLAGS ask for the inode's flags, as lsattr shows them
    FS_IOC_SETFLAGS set the inode's flags, as chattr does
    LOCK_SH a shared lock: others may hold one too
    LOCK_EX an exclusive lock: nobody else holds any
    LOCK_UN give the lock back
    LOCK_NB fail with EWOULDBLOCK instead of waiting
    F_RDLCK a lock for reading: others may read too
    F_WRLCK a lock for writing: nobody else has any
    F_UNLCK no lock
    IN_ACCESS it was read
    IN_MODIFY it was written or cut
    IN_ATTRIB its metadata changed
    IN_CLOSE_WRITE a descriptor open for writing was closed
    IN_CLOSE_NOWRITE a descriptor open for reading only was closed
    IN_OPEN it was opened
    IN_MOVED_FROM a name was moved out of the directory
    IN_MOVED_TO a name was moved into the directory
    IN_CREATE a name was made in the directory
    IN_DELETE a name was removed from the directory
    IN_DELETE_SELF the watched file itself was removed
    IN_MOVE_SELF the watched file itself was moved
    IN_ONESHOT one event, and the watch is over
    IN_ONLYDIR only if the path is a directory
    IN_CLOEXEC the descriptor is closed at execve
    IN_NONBLOCK reading without an event fails with EAGAIN
    SEEK_SET from the beginning of the file
    SEEK_CUR from the present offset
    SEEK_END from the end of the file
    SEEK_DATA to the next data at or behind the offset
    SEEK_HOLE to the next hole at or behind the offset
    FALLOC_FL_KEEP_SIZE the file's length stays
    FALLOC_FL_PUNCH_HOLE give the range's blocks back: it reads as zeroes
    FALLOC_FL_COLLAPSE_RANGE take the range out, so that what follows moves up
    FALLOC_FL_ZERO_RANGE make the range read as zeroes
    FALLOC_FL_INSERT_RANGE make room in the middle
    FALLOC_FL_UNSHARE_RANGE give the file blocks of its own
    SYNC_FILE_RANGE_WAIT_BEFORE wait for writes under way before
    SYNC_FILE_RANGE_WRITE start writing what has changed
    SYNC_FILE_RANGE_WAIT_AFTER wait until it is written
    POSIX_FADV_NORMAL no particular order: the usual read-ahead
    POSIX_FADV_RANDOM places in any order: no read-ahead
    POSIX_FADV_SEQUENTIAL front to back: more read-ahead
    POSIX_FADV_WILLNEED read it into the page cache now
    POSIX_FADV_DONTNEED drop its clean pages from the page cache
    POSIX_FADV_NOREUSE it will be read once
    """
}
