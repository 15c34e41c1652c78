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
            let count = unsafe octets[at..<end].withUnsafeBytes { unsafe systemWrite(descriptor, $0) }
            if count < 0 {
                if errno == EINTR || errno == EAGAIN { continue }
                return
            }
            at += count
        }
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
