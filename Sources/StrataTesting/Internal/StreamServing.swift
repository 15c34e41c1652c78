internal import StrataCore
internal import Synchronization

/// What came of each streamed message that a service was sent, in their order.
final class Readings: Sendable {
    private let made = Mutex<(begun: Int, all: [Completion<Int>])>((0, []))

    private func reading(_ index: Int) -> Completion<Int> {
        made.withLock { made in
            while made.all.count <= index { made.all.append(Completion()) }
            return made.all[index]
        }
    }

    /// The service's part: reads the next one.
    func record(_ read: () async throws -> Int) async {
        let index = made.withLock { made in
            defer { made.begun += 1 }
            return made.begun
        }
        do { reading(index).succeed(try await read()) } catch { reading(index).fail(error) }
    }

    /// What came of one, once it is known.
    func value(_ index: Int) async throws -> Int { try await reading(index).value() }
}

extension StackUnderTest {
    /// The shapes whose bodies may stream: a session hands one message out after the other.
    var streamedShapes: [ChannelShape] { [.oneWay, .requestReply].filter(shapes.contains) }

    /// Serves messages by `take` for the duration of `body`, which is given how a client sends one and waits for its end.
    func serveUploads(
        _ shape: ChannelShape, _ expect: Expectations, take: @escaping @Sendable (Message) async -> Void,
        during body: @escaping @Sendable (_ send: @escaping @Sendable (Message) async throws -> Void) async throws -> Void
    ) async throws {
        guard shape.pattern == .oneWay else {
            return try await answering { request in
                await take(request)
                return sample("taken")
            } during: { channel in
                try await body { message in
                    let reply = try await channel.request(message, until: .never)
                    try expect.equal(try await SampleMessage.wholeText(of: reply), "taken", "the reply to a streamed request")
                }
            }
        }
        let listener = try service.makeInputListener(at: address(), session: false)
        try await listener.open()
        try await BothEnds.run(listener, expect) { failed in
            try await listener.run(onFailure: { failed($1) }) { channel in
                for try await message in channel.messages { await take(message) }
            }
        } client: {
            try await client.withOutputChannel(to: listener.address, session: false) { channel in
                // What is stuck must not hold the verdict up.
                do { try await body { try await channel.send($0, until: .never) } } catch {
                    channel.abort()
                    throw error
                }
            }
        }
    }

    /// Answers requests with `handler`, whose messages go out as they are, for the duration of `body`, which is given a client's channel.
    func answering(_ handler: @escaping RequestHandler, during body: (any RequestChannel) async throws -> Void) async throws {
        try await answering(false, handler) { address in
            try await client.withRequestChannel(to: address, session: false) { channel in
                do { try await body(channel) } catch {
                    channel.abort()
                    throw error
                }
            }
        }
    }
}
