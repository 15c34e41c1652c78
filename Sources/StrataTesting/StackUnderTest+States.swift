public import StrataCore

extension StackUnderTest {
    /// The state machine of a communication object, as `CommunicationObject` promises it.
    ///
    /// - Parameters:
    ///   - what: names the object in what the check throws.
    ///   - make: a new object that can be opened, and can be closed without a peer's help.
    public static func checkStates(_ what: String, _ make: () throws -> any CommunicationObject) async throws {
        let expect = Expectations("states of \(what)")
        try await expect.running { try await goThroughStates(expect, make) }
    }

    private static func goThroughStates(_ expect: Expectations, _ make: () throws -> any CommunicationObject) async throws {
        let object = try make()
        let changes = object.stateChanges
        try expect.equal(object.state, .created, "the state of a new object")
        try await object.open()
        try expect.equal(object.state, .opened, "the state after open")
        try await expect.throwing(.invalidOperation, in: "opening twice") { try await object.open() }
        try expect.equal(object.state, .opened, "the state after that")
        try await object.close()
        try expect.equal(object.state, .closed, "the state after close")
        try await expect.succeeding("a second close") { try await object.close() }
        object.abort()
        try expect.equal(object.state, .closed, "the state after a second close and an abort")
        try await expect.throwing(.closed, in: "opening a closed object") { try await object.open() }
        var seen: [CommunicationState] = []
        for await state in changes { seen.append(state) }
        try expect.equal(seen, [.created, .opening, .opened, .closing, .closed], "the sequence of states")

        let aborted = try make()
        try await aborted.open()
        aborted.abort()
        try expect.equal(aborted.state, .closed, "the state after abort")
        aborted.abort()
        try await expect.succeeding("closing an aborted object") { try await aborted.close() }
        try await expect.throwing(.aborted, in: "opening an aborted object") { try await aborted.open() }

        for end in ["close", "abort"] {
            let unopened = try make()
            if end == "close" { try await unopened.close() } else { unopened.abort() }
            try expect.equal(unopened.state, .closed, "the state after \(end) of a new object")
            try await expect.throwing(.aborted, in: "opening it then") { try await unopened.open() }
        }

        let late = try make()
        let lateChanges = late.stateChanges
        let past = Deadline(moment: .zero, on: ManualTime())
        try await expect.throwing(.timedOut, in: "opening when the deadline has passed") { try await late.open(until: past) }
        try expect.equal(late.state, .faulted, "the state after an open that failed")
        try await expect.throwing(.faulted, in: "opening a faulted object") { try await late.open() }
        try await expect.throwing(.faulted, in: "closing a faulted object") { try await late.close() }
        try expect.equal(late.state, .closed, "the state after that")
        seen = []
        for await state in lateChanges { seen.append(state) }
        try expect.equal(seen, [.created, .opening, .faulted, .closing, .closed], "the sequence of states of an open that failed")
    }

    /// State machines of factory, listener and channel for every shape, use in the wrong state, and channels that end with their factory.
    public func checkStates() async throws {
        try await Expectations("states").running {
            for shape in checkedShapes { try await checkStates(of: shape) }
        }
    }

    private func checkStates(of shape: ChannelShape) async throws {
        try await StackUnderTest.checkStates("the factory of \(shape)") { try makeFactory(shape).object }
        try await StackUnderTest.checkStates("the listener of \(shape)") { try makeListener(shape).object }
        try await withNeutralService(shape) { address, factory in
            try await StackUnderTest.checkStates("the channel of \(shape)") { try factory.make(address).channel }
            try await checkUse(of: factory, at: address, shape)
        }
        try await checkListenerUse(shape)
        try await withNeutralService(shape) { address, _ in try await checkFactoryEndsItsChannels(shape, address) }
    }

    private func checkUse(of factory: ClientFactory, at address: EndpointAddress, _ shape: ChannelShape) async throws {
        let expect = Expectations("use of a \(shape) channel in the wrong state")
        let end = try factory.make(address)
        try await expect.throwing(.notOpen, in: "a call before open") { try await end.exchange(sample()) }
        if let duplex = end.duplex {
            try await expect.throwing(.notOpen, in: "receiving before open") { _ = try await duplex.receive() }
        }
        try await end.channel.open()
        try await end.exchange(sample())
        try await end.channel.close()
        try await expect.throwing(.closed, in: "a call after close") { try await end.exchange(sample()) }
        let aborted = try factory.make(address)
        try await aborted.channel.open()
        aborted.channel.abort()
        try await expect.throwing(.aborted, in: "a call after abort") { try await aborted.exchange(sample()) }
        if let duplex = aborted.duplex {
            try await expect.throwing(.aborted, in: "receiving after abort") { _ = try await duplex.receive() }
        }
    }

    private func checkListenerUse(_ shape: ChannelShape) async throws {
        let expect = Expectations("use of a \(shape) listener in the wrong state")
        let unopened = try makeListener(shape)
        try await expect.throwing(.notOpen, in: "accepting before open") { _ = try await unopened.accept() }
        unopened.object.abort()
        let closed = try makeListener(shape)
        try await closed.object.open()
        try await closed.object.close()
        let late = try await expect.succeeding("accepting at a listener that is closed") { try await closed.accept() }
        try expect.isTrue(late == nil, "a closed listener accepts nothing")
        let aborted = try makeListener(shape)
        try await aborted.object.open()
        let accepting = Underway("accepting at a listener that is aborted", within: patience, expect) {
            while try await aborted.accept() != nil {}
        }
        aborted.object.abort()
        try await expect.throwing(.aborted, in: "accepting at a listener that is aborted") { try await accepting.value() }
        try await expect.throwing(.aborted, in: "accepting at an aborted listener") { _ = try await aborted.accept() }
    }

    private func checkFactoryEndsItsChannels(_ shape: ChannelShape, _ address: EndpointAddress) async throws {
        let expect = Expectations("the factory of \(shape) channels")
        for aborts in [false, true] {
            let factory = try makeFactory(shape)
            try await factory.object.open()
            let end = try factory.make(address)
            try await end.channel.open()
            if aborts { factory.object.abort() } else { try await factory.object.close() }
            try expect.equal(
                end.channel.state, .closed, "the state of an open channel when its factory was \(aborts ? "aborted" : "closed")")
            try await expect.throwing(aborts ? .aborted : .closed, in: "making a channel then") { _ = try factory.make(address) }
        }
    }
}
