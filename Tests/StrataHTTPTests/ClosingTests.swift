import StrataCore
@testable import StrataHTTP
import StrataInfoset
import TestSupport
import Testing

/// 86: a service that is given up in the middle of closing, at each place where a close can wait. Each in a process of its own, since tasks
/// are counted for the whole process.
@Suite(.timeLimit(.minutes(2))) struct ClosingTests {
    enum Phase: String, Sendable, Codable, CaseIterable {
        case handler, sharedPort, credentials, upload, download, lastAnswer
    }

    enum Way: String, Sendable, Codable, CaseIterable { case cancelled, timedOut }

    @Test(arguments: Phase.allCases, Way.allCases)
    func nothingIsLeft(_ phase: Phase, _ way: Way) async throws {
        await #expect(processExitsWith: .success) { [phase, way] in
            try await Trial(phase: phase, way: way).run()
            // The clock of the system keeps one.
            try await eventually { Background.liveTasks <= 1 }
        }
    }

    /// One service that cannot close, and one behind it at the same port.
    struct Trial: Sendable {
        var phase: Phase
        var way: Way
        let clock = HandClock()
        let started = Signal()
        let cancelled = Signal()

        /// Waits for ever, and says when it is cancelled.
        private func wait() async throws {
            started.set()
            try await withTaskCancellationHandler {
                try await Signal().wait()
            } onCancel: {
                cancelled.set()
            }
        }

        private struct Judge: UserNameValidator {
            let wait: @Sendable () async throws -> Void
            func validate(userName: String, password: String) async throws { try await wait() }
        }

        private var binding: CustomBinding {
            plainBinding(time: clock) {
                switch phase {
                case .credentials:
                    $0.authenticationScheme = .basic
                    $0.userNameValidator = Judge(wait: { try await wait() })
                case .upload, .download: $0.transferMode = .streamed
                default: break
                }
            }
        }

        private var handler: RequestHandler {
            { request in
                started.set()
                switch phase {
                case .upload:
                    for try await _ in try #require(request.body.stream).octets(in: Streams.path("Upload", "data")) {}
                    return nil
                case .download: return Streams.message("DownloadResponse", "DownloadResult", Pattern(size: 1 << 40))
                case .lastAnswer: return Calc.reply(String(repeating: "x", count: 16 << 20), .soap11)
                case .handler, .sharedPort, .credentials:
                    try await wait()
                    return nil
                }
            }
        }

        /// Sends what the service gets stuck with, and returns when it is.
        private func begin(_ peer: RawPeer) async throws {
            switch phase {
            case .credentials: try await peer.send(Calc.post("hi", "Authorization: Basic YWxpY2U6c2VjcmV0"))
            case .upload:
                let open =
                    "<s:Envelope xmlns:s='http://schemas.xmlsoap.org/soap/envelope/'><s:Body><Upload xmlns='urn:peers:calc'><data>"
                try await peer.send(Calc.post("hi", "X: y").replacing(Calc.envelope("hi"), with: open))
            case .download, .lastAnswer:
                // All of the answer does not fit into the buffers of the system.
                try await peer.pause()
                try await peer.send(Calc.post("hi"))
            case .handler, .sharedPort: try await peer.send(Calc.post("hi"))
            }
            try await started.wait()
        }

        func run() async throws {
            let shared = phase == .sharedPort
            try await withService(plainBinding(), at: "/other", Calc.handler(.soap11)) { other in
                let port = shared ? other.port : 0
                let listener = try binding.makeReplyListener(at: EndpointAddress("http://127.0.0.1:\(port)/peer"))
                try await listener.open()
                let serving = Task { try await listener.serve(handler) }
                try await withPeer(port: listener.port) { peer in
                    try await begin(peer)
                    let closing = Task { try await listener.close(until: .after(.seconds(7), on: clock)) }
                    try await eventually { listener.state == .closing && clock.waiting == 1 }
                    switch way {
                    case .cancelled: closing.cancel()
                    case .timedOut: clock.advance(by: .seconds(7))
                    }
                    await #expect { try await closing.value } throws: { error in
                        way == .cancelled ? error is CancellationError : (error as? CommunicationError)?.code == .timedOut
                    }
                    try await peer.resume()
                    try await peer.end()
                    if [.handler, .sharedPort, .credentials].contains(phase) { try await cancelled.wait() }
                }
                try await serving.value
                #expect(listener.state == .closed)
                try await eventually { connections(at: listener.port) == 0 }
                // Another can have its place at once, or as soon as the port is free.
                try await eventually {
                    do {
                        try await withService(plainBinding(), port: listener.port, Calc.handler(.soap11)) { next in
                            try await plainBinding().withRequestChannel(to: next.address) { channel in
                                let reply = try await channel.request(Calc.request("next"))
                                #expect(try Calc.text(of: reply) == "next")
                            }
                        }
                        return true
                    } catch let error as CommunicationError where error.code == .addressInUse { return false }
                }
            }
        }
    }
}
