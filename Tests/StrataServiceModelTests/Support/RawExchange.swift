import Foundation

/// One HTTP request with whatever octets a test wants, on a socket and a thread of its own: nothing of the framework runs in it.
enum RawExchange {
    struct Answer: Sendable {
        let status: Int
        let head: String
        let body: [UInt8]
    }

    /// Posts `body` and reads until the service closes.
    static func post(_ body: [UInt8], to uri: String, contentType: String, fields: [String: String] = [:]) async throws -> Answer {
        var fields = fields
        fields["Content-Type"] = contentType
        fields["Content-Length"] = String(body.count)
        return try await send("POST", body, to: uri, fields)
    }

    /// Gets what is there and reads until the service closes.
    static func get(_ uri: String) async throws -> Answer { try await send("GET", [], to: uri, [:]) }

    private static func send(_ method: String, _ body: [UInt8], to uri: String, _ fields: [String: String]) async throws -> Answer {
        guard let url = URL(string: uri), let port = url.port else { throw URLError(.badURL) }
        var head = "\(method) \(url.path) HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
        for (name, value) in fields { head += "\(name): \(value)\r\n" }
        return try await answer(sending: Array((head + "\r\n").utf8) + body, to: UInt16(port))
    }

    /// Sends octets as they are and reads until the service closes.
    static func answer(sending request: [UInt8], to port: UInt16) async throws -> Answer {
        try await withCheckedThrowingContinuation { continuation in
            Thread.detachNewThread { continuation.resume(with: Result { try answer(to: request, port) }) }
        }
    }

    /// One request, on the calling thread.
    static func answer(to request: [UInt8], _ port: UInt16) throws -> Answer {
        let octets = try exchange(request, port)
        let text = String(decoding: octets, as: UTF8.self)
        guard let end = text.range(of: "\r\n\r\n"), let status = Int(text.dropFirst(9).prefix(3)) else { throw POSIXError(.EBADMSG) }
        return Answer(status: status, head: String(text[..<end.lowerBound]), body: Array(text[end.upperBound...].utf8))
    }

    private static func exchange(_ request: [UInt8], _ port: UInt16) throws -> [UInt8] {
        let fd = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(fd) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        inet_pton(AF_INET, "127.0.0.1", &address.sin_addr)
        let connected = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(fd, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) }
        }
        guard connected == 0 else { throw POSIXError(.ECONNREFUSED) }
        var sent = 0
        while sent < request.count {
            let n = request[sent...].withUnsafeBytes { write(fd, $0.baseAddress, $0.count) }
            guard n > 0 else { throw POSIXError(.EPIPE) }
            sent += n
        }
        var answer: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 14)
        while true {
            let n = read(fd, &buffer, buffer.count)
            guard n > 0 else { return answer }
            answer += buffer[..<n]
        }
    }
}
