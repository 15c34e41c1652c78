import StrataCore
import StrataHTTP
import StrataInfoset
import Synchronization
import Testing

/// Requests that come in one breath, from peers that do not read.
@Suite(.timeLimit(.minutes(1))) struct PipeliningTests {
    /// However many requests are there already, no more is answered than the peer takes.
    @Test func answersWaitForTheirReader() async throws {
        let size = 256 * 1024
        let count = 200
        let peer = Mutex<RawPeer?>(nil)
        let made = Atomic(0)
        let ahead = Mutex(0)
        let page = Resource("?page", title: "page") {
            let total = made.wrappingAdd(size, ordering: .relaxed).newValue
            let taken = peer.withLock { $0?.octets.count ?? 0 }
            ahead.withLock { $0 = max($0, total - taken) }
            return Resource.Contents(contentType: "text/plain", octets: Bytes([UInt8](repeating: 65, count: size)))
        }
        try await withService(plainBinding(), resources: [page], Calc.handler(.soap11)) { listener in
            try await withPeer(port: listener.port) { raw in
                peer.withLock { $0 = raw }
                try await raw.send(String(repeating: "GET /peer?page HTTP/1.1\r\nHost: a\r\n\r\n", count: count))
                try await raw.received(count * size)
                #expect(raw.octets.count > count * size)
            }
            peer.withLock { $0 = nil }
        }
        #expect(made.load(ordering: .relaxed) == count * size)
        // Our marks and the system's buffers; all of them would be 50 MiB.
        #expect(ahead.withLock { $0 } < 16 << 20)
    }

    /// Nothing is answered behind an answer that ends the connection.
    @Test func nothingFollowsTheLastAnswer() async throws {
        try await withService(plainBinding(), Calc.handler(.soap11)) { listener in
            try await withPeer(port: listener.port) { raw in
                let last = Calc.post("hi").replacing("\r\nHost: localhost", with: "\r\nHost: localhost\r\nConnection: close")
                try await raw.send(last + "GET /elsewhere HTTP/1.1\r\nHost: a\r\n\r\n")
                try await raw.end()
                let text = String(decoding: raw.octets, as: UTF8.self)
                #expect(text.split(separator: "HTTP/1.1 ").count == 1 && text.hasPrefix("HTTP/1.1 200"))
            }
        }
    }

    @Test func optionsOfTheServer() async throws {
        try await withService(plainBinding(), Calc.handler(.soap11)) { listener in
            let answer = try await withPeer(port: listener.port) { raw in
                try await raw.send("OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n")
                return try await raw.answers(1).first
            }
            #expect(answer?.status == 405 && answer?.field("allow")?.contains("POST") == true)
        }
    }

    /// A content type goes into a field, so it cannot hold what would end the field.
    @Test func contentTypesOfResources() async throws {
        let page = Resource("?page", title: "page") {
            Resource.Contents(contentType: "text/plain\r\nX-Evil: 1", octets: Bytes("x"))
        }
        try await withService(plainBinding(), resources: [page], Calc.handler(.soap11)) { listener in
            let answer = try await withPeer(port: listener.port) { raw in
                try await raw.send("GET /peer?page HTTP/1.1\r\nHost: a\r\n\r\n")
                return try await raw.answers(1).first
            }
            #expect(answer?.status == 500 && answer?.field("x-evil") == nil)
        }
    }
}
