import Foundation

/// A blocking client on a plain socket: nothing of the framework runs in it, so that all that is counted is the service's.
final class RawClient {
    private let fd: Int32
    private var buffer = [UInt8](repeating: 0, count: 1 << 16)

    init(port: Int) throws {
        fd = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = UInt16(port).bigEndian
        inet_pton(AF_INET, "127.0.0.1", &address.sin_addr)
        var one: Int32 = 1
        setsockopt(fd, Int32(IPPROTO_TCP), TCP_NODELAY, &one, socklen_t(MemoryLayout<Int32>.size))
        let connected = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(fd, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) }
        }
        guard connected == 0 else { throw POSIXError(.ECONNREFUSED) }
    }

    deinit { close(fd) }

    /// Writes a request in one piece and reads until its answer, known by its length, is there. Uses `write` and `read`, which nobody counts.
    func call(_ request: [UInt8], answerLength: Int?) throws -> Int {
        guard write(fd, request, request.count) == request.count else { throw POSIXError(.EPIPE) }
        var got = 0
        while true {
            let n = read(fd, &buffer[got], buffer.count - got)
            guard n > 0 else { throw POSIXError(.ECONNRESET) }
            got += n
            if let answerLength {
                if got >= answerLength { return got }
            } else if let whole = lengthOfAnswer(got) {
                if got >= whole { return got }
            }
        }
    }

    /// Writes some octets and waits for nothing.
    func send(_ text: String) throws {
        let octets = Array(text.utf8)
        guard write(fd, octets, octets.count) == octets.count else { throw POSIXError(.EPIPE) }
    }

    func text(_ count: Int) -> String { String(decoding: buffer[..<count], as: UTF8.self) }

    private func lengthOfAnswer(_ count: Int) -> Int? {
        let text = text(count)
        guard let end = text.range(of: "\r\n\r\n"), let field = text.range(of: "content-length: ", options: .caseInsensitive),
            let line = text[field.upperBound...].firstIndex(of: "\r\n"), let length = Int(text[field.upperBound..<line])
        else { return nil }
        return text[..<end.upperBound].utf8.count + length
    }
}
