internal import StrataCore

extension StackUnderTest {
    /// The stack makes what it is meant to, refuses every other shape with `.unsupportedShape`, and `canMake` says the same. What it makes
    /// says that bodies stream exactly where they are meant to, by `transferMode`.
    public func checkShapes() throws {
        let expect = Expectations("shapes")
        for shape in ChannelShape.allCases {
            for side in [ChannelSide.client, .service] {
                let binding = side == .client ? client : service
                let meant = shapes.contains(shape)
                try expect.equal(binding.canMake(shape, side: side), meant, "canMake(\(shape), \(side))")
                let result = Result { () throws(BindingError) in try StackUnderTest.make(shape, side, of: binding, at: address()) }
                switch result {
                case .success(let capabilities):
                    try expect.isTrue(meant, "making \(shape) channels on the \(side) side throws")
                    guard streamedShapes.contains(shape) else { break }
                    try expect.equal(
                        capabilities.streaming, transferMode != .buffered,
                        "whether \(shape) channels on the \(side) side say that their bodies stream")
                case .failure(let error):
                    try expect.isTrue(!meant, "\(shape) channels on the \(side) side can be made; thrown was \(error)")
                    try expect.equal(error.code, .unsupportedShape, "the code of the error for \(shape)")
                }
            }
        }
    }

    private static func make(
        _ shape: ChannelShape, _ side: ChannelSide, of binding: any Binding, at address: EndpointAddress
    ) throws(BindingError) -> BindingCapabilities {
        switch (shape.pattern, side) {
        case (.oneWay, .client): try binding.makeOutputFactory(session: shape.session).capabilities
        case (.requestReply, .client): try binding.makeRequestFactory(session: shape.session).capabilities
        case (.duplex, .client): try binding.makeDuplexFactory(session: shape.session).capabilities
        case (.oneWay, .service): try binding.makeInputListener(at: address, session: shape.session).capabilities
        case (.requestReply, .service): try binding.makeReplyListener(at: address, session: shape.session).capabilities
        case (.duplex, .service): try binding.makeDuplexListener(at: address, session: shape.session).capabilities
        }
    }

    /// Messages of every shape that the stack makes arrive, in order where the stack promises order, and session by session.
    public func checkMessages(count: Int = 20) async throws {
        try await Expectations("messages").running { try await exchangeMessages(count) }
    }

    private func exchangeMessages(_ count: Int) async throws {
        for shape in ChannelShape.allCases where shapes.contains(shape) {
            let exchange = Underway("the exchange", within: patience, Expectations("messages of \(shape)")) {
                switch shape.pattern {
                case .oneWay: try await checkOneWay(shape.session, count)
                case .requestReply: try await checkRequestReply(shape.session, count)
                case .duplex: try await checkDuplex(shape.session, count)
                }
            }
            try await exchange.value()
        }
    }

    private func checkOneWay(_ session: Bool, _ count: Int) async throws {
        let expect = Expectations("one-way messages, session: \(session)")
        let listener = try service.makeInputListener(at: address(), session: session)
        try await listener.open()
        let received = Received()
        try await BothEnds.run(listener, expect) { failed in
            try await listener.run(onFailure: { failed($1) }) { channel in
                try expect.equal(channel.session != nil, session, "whether the service's channel has a session")
                for try await message in channel.messages { received.append(try await SampleMessage.wholeText(of: message)) }
            }
        } client: {
            try await client.withOutputChannel(to: listener.address, session: session) { channel in
                try expect.equal(channel.session != nil, session, "whether the client's channel has a session")
                for number in 0..<count { try await channel.send(SampleMessage.make("m\(number)", version: version)) }
            }
            try await received.waitForCount(count)
        }
        try expect.equal(received.texts, (0..<count).map { "m\($0)" }, "what arrived")
    }

    private func checkRequestReply(_ session: Bool, _ count: Int) async throws {
        let expect = Expectations("request and reply, session: \(session)")
        let version = version
        let listener = try service.makeReplyListener(at: address(), session: session)
        try await listener.open()
        let received = Received()
        try await BothEnds.run(listener, expect) { failed in
            try await listener.serve(onFailure: { failed($1) }) { request in
                let text = try await SampleMessage.wholeText(of: request)
                received.append(text)
                return text.hasPrefix("one-way") ? nil : SampleMessage.make("re:" + text, version: version)
            }
        } client: {
            try await client.withRequestChannel(to: listener.address, session: session) { channel in
                try expect.equal(channel.session != nil, session, "whether the client's channel has a session")
                for number in 0..<count {
                    let reply = try await channel.request(SampleMessage.make("m\(number)", version: version))
                    try expect.equal(try await SampleMessage.wholeText(of: reply), "re:m\(number)", "the reply")
                }
                // Several at once: each gets its own reply.
                try await withThrowingTaskGroup(of: Void.self) { calls in
                    for number in 0..<count {
                        calls.addTask {
                            let reply = try await channel.request(SampleMessage.make("c\(number)", version: version))
                            try expect.equal(try await SampleMessage.wholeText(of: reply), "re:c\(number)", "the reply")
                        }
                    }
                    try await calls.waitForAll()
                }
                try await channel.send(SampleMessage.make("one-way", version: version))
            }
        }
        try expect.equal(received.texts.count, 2 * count + 1, "the number of requests that arrived")
        try expect.equal(Array(received.texts.prefix(count)), (0..<count).map { "m\($0)" }, "the order of arrival")
    }

    private func checkDuplex(_ session: Bool, _ count: Int) async throws {
        let expect = Expectations("duplex messages, session: \(session)")
        let version = version
        let listener = try service.makeDuplexListener(at: address(), session: session)
        try await listener.open()
        try await BothEnds.run(listener, expect) { failed in
            try await listener.run(onFailure: { failed($1) }) { channel in
                for try await message in channel.messages {
                    var answer = SampleMessage.make("re:" + (try await SampleMessage.wholeText(of: message)), version: version)
                    if !session { answer.properties.via = message.properties.remote?.host }
                    try await channel.send(answer)
                }
                // The client has ended its side; a session still carries messages the other way.
                if session { try await channel.send(SampleMessage.make("last", version: version)) }
            }
        } client: {
            try await client.withDuplexChannel(to: listener.address, session: session) { channel in
                try expect.equal(channel.session != nil, session, "whether the client's channel has a session")
                for number in 0..<count {
                    try await channel.send(SampleMessage.make("m\(number)", version: version))
                    guard let answer = try await channel.receive() else { throw expect.fail("the service ended early") }
                    try expect.equal(try await SampleMessage.wholeText(of: answer), "re:m\(number)", "the answer")
                }
                guard session else { return }
                try await channel.closeOutput()
                let upcoming = try await expect.succeeding("receiving after the half-close") { try await channel.receive() }
                guard let last = upcoming else { throw expect.fail("nothing arrives after the half-close") }
                try expect.equal(try await SampleMessage.wholeText(of: last), "last", "the message after the half-close")
                try expect.isTrue(try await channel.receive() == nil, "the session ends with nil")
            }
        }
    }
}
