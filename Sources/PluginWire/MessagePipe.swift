#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Messages over the pipes that the compiler gave this process as stdin and stdout: eight octets of length, least significant first, then
/// that much JSON.
struct MessagePipe {
    private let input: Int32
    private let output: Int32

    /// Takes stdin and stdout away from the rest of the process: a stray `print` goes to stderr, a stray `readLine` finds nothing.
    /// The compiler would read noise as a length, and crash.
    static func standard() -> MessagePipe {
        signal(SIGPIPE, SIG_IGN)
        return MessagePipe(taking: STDIN_FILENO, STDOUT_FILENO, noiseTo: STDERR_FILENO)
    }

    /// Moves both ends to descriptors that nobody else knows.
    init(taking input: Int32, _ output: Int32, noiseTo noise: Int32) {
        self.input = dup(input)
        self.output = dup(output)
        dup2(noise, output)
        close(input)
    }

    /// `nil` once the compiler is done: it says so with a message of no octets, then closes its end.
    func receive() -> [UInt8]? {
        guard let header = read(count: 8) else { return nil }
        let count = header.reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        guard count > 0, count < 1 << 30 else { return nil }
        return read(count: Int(count))
    }

    /// False when the compiler is gone.
    func send(_ message: JSON) -> Bool {
        let body = Array(message.text.utf8)
        let header = (0..<8).map { UInt8(truncatingIfNeeded: body.count >> ($0 * 8)) }
        return write(header + body)
    }

    private func read(count: Int) -> [UInt8]? {
        var bytes: [UInt8] = []
        // What a message says of its length is believed only as it comes.
        var chunk = [UInt8](repeating: 0, count: min(count, 1 << 16))
        while bytes.count < count {
            let wanted = min(chunk.count, count - bytes.count)
            // The call writes at most `wanted` octets into an array that has as many.
            let got = unsafe chunk.withUnsafeMutableBytes { unsafe systemRead(input, $0.baseAddress, wanted) }
            if got < 0, errno == EINTR { continue }
            guard got > 0 else { return nil }
            bytes += chunk[..<got]
        }
        return bytes
    }

    private func write(_ bytes: [UInt8]) -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            // The call reads what the slice has.
            let put = unsafe rest.withUnsafeBytes { unsafe systemWrite(output, $0.baseAddress, $0.count) }
            if put < 0, errno == EINTR { continue }
            guard put > 0 else { return false }
            rest = rest.dropFirst(put)
        }
        return true
    }
}

/// Under names of their own: the methods above are called the same.
@unsafe private func systemRead(_ descriptor: Int32, _ buffer: UnsafeMutableRawPointer?, _ count: Int) -> Int {
    unsafe read(descriptor, buffer, count)
}

@unsafe private func systemWrite(_ descriptor: Int32, _ buffer: UnsafeRawPointer?, _ count: Int) -> Int {
    unsafe write(descriptor, buffer, count)
}
