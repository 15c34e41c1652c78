#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#else
    internal import Darwin
#endif

/// Writes to a descriptor that may be a pipe nobody reads, without holding a thread.
enum DescriptorWriting {
    /// What a pipe that is ready takes without blocking (PIPE_BUF of Linux).
    private static let piece = 4096

    static func write(_ octets: [UInt8], to descriptor: Int32) async {
        // Negative ones are left out by poll, without a word.
        guard descriptor >= 0 else { return }
        var at = 0
        while at < octets.count {
            guard isReady(descriptor) else {
                do { try await Task.sleep(for: .milliseconds(5)) } catch { return }
                continue
            }
            let end = min(at + piece, octets.count)
            let (count, failure) = withoutBrokenPipe {
                let count = unsafe octets[at..<end].withUnsafeBytes { unsafe systemWrite(descriptor, $0) }
                return (count, errno)
            }
            if count < 0 {
                if failure == EINTR || failure == EAGAIN { continue }
                return
            }
            at += count
        }
    }

    /// Holds SIGPIPE back while this thread writes: a log whose reader has left must not end the program, whatever the program has set.
    private static func withoutBrokenPipe<Value>(_ body: () -> Value) -> Value {
        var pipe = sigset_t()
        var before = sigset_t()
        var waiting = sigset_t()
        unsafe sigemptyset(&pipe)
        unsafe sigaddset(&pipe, SIGPIPE)
        unsafe sigpending(&waiting)
        let waitedBefore = unsafe sigismember(&waiting, SIGPIPE) == 1
        guard unsafe pthread_sigmask(SIG_BLOCK, &pipe, &before) == 0 else { return body() }
        let value = body()
        // The signal of a write goes to the thread that wrote: what waits now and did not before is ours to take.
        unsafe sigpending(&waiting)
        if !waitedBefore, unsafe sigismember(&waiting, SIGPIPE) == 1 {
            var taken: Int32 = 0
            unsafe sigwait(&pipe, &taken)
        }
        unsafe pthread_sigmask(SIG_SETMASK, &before, nil)
        return value
    }

    private static func systemWrite(_ descriptor: Int32, _ octets: UnsafeRawBufferPointer) -> Int {
        #if canImport(Glibc)
            unsafe Glibc.write(descriptor, octets.baseAddress, octets.count)
        #elseif canImport(Musl)
            unsafe Musl.write(descriptor, octets.baseAddress, octets.count)
        #else
            unsafe Darwin.write(descriptor, octets.baseAddress, octets.count)
        #endif
    }

    /// Whether a write would not block; a descriptor in error counts as ready, so that the write says so.
    private static func isReady(_ descriptor: Int32) -> Bool {
        var wanted = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        let found = unsafe poll(&wanted, 1, 0)
        return found < 0 ? errno != EINTR : found > 0
    }
}
