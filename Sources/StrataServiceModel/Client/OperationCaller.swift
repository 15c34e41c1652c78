public import StrataCore
import StrataInfoset

/// Sends the requests of a typed client through a channel and judges what comes back. Any number of calls may be under way at once.
public final class OperationCaller: Sendable {
    /// The contract that is called.
    public let contract: ContractDescription
    /// The channel; the caller does not open or close it.
    public let channel: any RequestChannel
    /// What each call has of its own.
    public let options: CallOptions
    let runtime: ClientRuntime
    private let processor: SOAPProcessor
    /// Whether it calls operations as another contract declares them.
    private let callsBack: Bool
    /// What the callers of one channel share.
    private let session: CallerSession

    /// A caller over an open channel.
    ///
    /// - Parameters:
    ///   - contract: the contract that is called.
    ///   - channel: where requests go.
    ///   - version: the version of the binding's messages.
    ///   - runtime: what behaviours have added.
    public convenience init(
        _ contract: ContractDescription, over channel: any RequestChannel, version: MessageVersion, runtime: ClientRuntime = ClientRuntime()
    ) {
        self.init(contract, channel, SOAPProcessor(version: version), runtime, CallOptions(), CallerSession(), callsBack: false)
    }

    /// A caller of a callback contract, whose operations are called as `contract` has them.
    convenience init(callingBack contract: ContractDescription, _ source: CallbackSource) {
        self.init(
            contract, source.channel, SOAPProcessor(version: source.version), source.runtime, CallOptions(), CallerSession(),
            callsBack: true)
    }

    private init(
        _ contract: ContractDescription, _ channel: any RequestChannel, _ processor: SOAPProcessor, _ runtime: ClientRuntime,
        _ options: CallOptions, _ session: CallerSession, callsBack: Bool
    ) {
        self.callsBack = callsBack
        self.contract = contract
        self.channel = channel
        self.processor = processor
        self.runtime = runtime
        self.options = options
        self.session = session
    }

    /// The version of the messages.
    public var version: MessageVersion { processor.version }

    func with(_ options: CallOptions) -> OperationCaller {
        OperationCaller(contract, channel, processor, runtime, options, session, callsBack: callsBack)
    }

    /// The request of an operation, with nothing in it yet.
    public func request(_ operation: OperationDescription) -> OutgoingParts {
        let operation = callsBack ? contract.declared(operation) : operation
        var request = OutgoingParts(operation, operation.input, runtime.coding)
        if let inspection = runtime.inspection(of: operation) {
            request.inspection = inspection
            request.note = inspection.addParameter
        }
        return request
    }

    /// Sends a request and returns the reply.
    ///
    /// Throws `TypedFault` for a fault that the operation declares and `FaultError` for any other, `ContractError` for a reply of another
    /// form, and what the channel throws (`CommunicationError`, whose `retry` says whether the service may have executed the call).
    /// Runs off the caller's actor.
    @concurrent public func call(_ request: OutgoingParts) async throws -> IncomingParts {
        let operation = request.operation
        guard let output = operation.output else {
            throw CommunicationError(.invalidOperation, "operation '\(operation.name)' is one-way: it is sent, not called", retry: .safe)
        }
        return try await session.run(operation) { isSent in try await call(request, output, &isSent) }
    }

    private func call(_ request: OutgoingParts, _ output: MessageDescription, _ isSent: inout Bool) async throws -> IncomingParts {
        let operation = request.operation
        try request.inspection?.before()
        var message = outgoing(request)
        message.completeAddressing(to: channel.remoteAddress, expectsReply: true)
        let states = try runtime.messageInspectors.map { try $0.beforeSending(&message, operation) }
        isSent = true
        let deadline = deadline
        var reply = try await CallTurn.whileCallingOut(operation, over: channel) {
            try await channel.request(message, until: deadline)
        }
        try processor.understanding(output).acceptReply(reply, to: message)
        for (inspector, state) in zip(runtime.messageInspectors, states).reversed() {
            try inspector.afterReceiving(&reply, operation, state)
        }
        options.onReply?(reply)
        if let fault = try reply.fault() { throw error(fault, reply, operation) }
        if !output.isStreamed, !output.isUntyped, reply.body.stream != nil {
            reply = try await deadline.enforce("the reply of '\(operation.name)'") { [reply, limit = runtime.maxBufferedReply] in
                var reply = reply
                try await reply.buffer(upTo: limit)
                return reply
            }
        }
        var results = try IncomingParts(reply, operation, output, runtime.coding)
        if let inspection = request.inspection { try results.inspectResults(inspection) }
        return results
    }

    /// Sends a one-way request; returns when the peer has taken it. Throws as `call` does.
    @concurrent public func send(_ request: OutgoingParts) async throws {
        let operation = request.operation
        guard operation.output == nil else {
            throw CommunicationError(.invalidOperation, "operation '\(operation.name)' has a reply: it is called, not sent", retry: .safe)
        }
        try await session.run(operation) { isSent in
            try request.inspection?.before()
            var message = outgoing(request)
            message.completeAddressing(to: channel.remoteAddress, expectsReply: false)
            for inspector in runtime.messageInspectors { _ = try inspector.beforeSending(&message, operation) }
            isSent = true
            try await channel.send(message, until: deadline)
            try request.inspection?.after()
        }
    }

    private var deadline: Deadline { .after(options.timeout ?? channel.timeouts.send, on: channel.time) }

    private func outgoing(_ request: OutgoingParts) -> Message {
        var message = request.message(version, action: request.operation.action)
        for header in options.headers { message.headers.add(header) }
        message.properties.merge(options.properties)
        return message
    }

    /// The declared fault that this one is, or the fault as it is.
    private func error(_ fault: Fault, _ reply: Message, _ operation: OperationDescription) -> any Error {
        let plain = FaultError(fault, action: reply.headers.action)
        guard let detail = fault.detail?.elements.first,
            let declared = operation.faults.first(where: { detail.isNamed($0.name) })
        else { return plain }
        // A detail that cannot be read is still a fault: what the service wanted to say is not lost to an error about its form.
        return (try? declared.read(fault, detail, runtime.coding.knowing(operation))) ?? plain
    }
}
