import StrataCore
import StrataInProcess
import StrataInfoset
import StrataTesting
import StrataTextEncoding
import Testing

/// Everything that is said before any I/O.
struct BindingErrorTests {
    func code(_ elements: [any BindingElement]) -> (code: BindingError.Code, element: String)? {
        do throws(BindingError) {
            _ = try CustomBinding("it", validating: elements).makeRequestFactory()
        } catch {
            #expect(!error.message.isEmpty)
            return (error.code, error.element)
        }
        return nil
    }

    func buildError(_ elements: [any BindingElement]) -> BindingError? {
        do throws(BindingError) {
            _ = try CustomBinding("it", validating: elements).makeRequestFactory()
        } catch { return error }
        return nil
    }

    func expect(
        _ elements: [any BindingElement], _ code: BindingError.Code, _ element: String = "", _ line: SourceLocation = #_sourceLocation
    ) {
        let found = self.code(elements)
        #expect(found?.code == code, sourceLocation: line)
        #expect(found?.element == element, sourceLocation: line)
    }

    @Test func aGoodStack() {
        #expect(code([NullEncoding(), NullTransport()]) == nil)
        #expect(code([Limit(value: 1), Mark(name: "a"), Limit(value: 1), NullEncoding(), Limit(value: 1), NullTransport()]) == nil)
    }

    @Test func transport() {
        expect([], .missingTransport)
        expect([NullEncoding()], .missingTransport)
        expect([NullTransport(), NullEncoding()], .missingTransport)
        expect([NullTransport(), NullEncoding(), NullTransport()], .misplacedElement, "NullTransport")
        expect([NullEncoding(), NullTransport(scheme: "")], .missingScheme, "NullTransport")
    }

    @Test func encoding() {
        expect([NullEncoding(), NullEncoding(), NullTransport()], .duplicateEncoding, "NullEncoding")
        expect([NullTransport()], .missingEncoding, "NullTransport")
    }

    @Test func messageVersion() {
        expect([NullTransport(requiresEncoding: false)], .missingMessageVersion, "NullTransport")
        #expect(code([NullTransport(requiresEncoding: false, messageVersion: .default)]) == nil)
    }

    @Test func order() {
        expect([NullEncoding(), Mark(name: "a"), NullTransport()], .misplacedElement, "Mark")
        expect([NullEncoding(), AsyncMark(name: "a"), NullTransport()], .misplacedElement, "AsyncMark")
        expect([NullEncoding(), Counting(), NullTransport()], .misplacedElement, "Counting")
        expect([NullEncoding(), NullUpgrade(), NullTransport(performedUpgrades: ["null"])], .misplacedElement, "NullUpgrade")
        expect([NullUpgrade(), Mark(name: "a"), NullEncoding(), NullTransport(performedUpgrades: ["null"])], .misplacedElement, "Mark")
    }

    @Test func kinds() {
        expect([TwoKinds(), NullEncoding(), NullTransport()], .misplacedElement, "TwoKinds")
        expect([NoKind(), NullEncoding(), NullTransport()], .misplacedElement, "NoKind")
    }

    @Test func streamUpgrades() {
        let performs = NullTransport(performedUpgrades: ["null", "other"])
        expect([NullUpgrade(), NullUpgrade(), NullEncoding(), performs], .streamUpgrade, "NullUpgrade")
        expect([NullUpgrade(), NullEncoding(), NullTransport()], .streamUpgrade, "NullUpgrade")
        #expect(code([NullUpgrade(), NullUpgrade(upgradeName: "other"), NullEncoding(), performs]) == nil)
    }

    @Test func shapes() throws {
        let binding = try CustomBinding("it", validating: [NullEncoding(), NullTransport()])
        do throws(BindingError) {
            _ = try binding.makeDuplexFactory(session: true)
            Issue.record("nothing thrown")
        } catch {
            #expect(error.code == .unsupportedShape)
            #expect(error.message.contains("duplex with sessions"))
            #expect(error.message.contains("it makes request/reply"), "says what the binding can do: \(error.message)")
        }
        let none = try CustomBinding("it", validating: [NullEncoding(), NullTransport(shapes: [])])
        do throws(BindingError) {
            _ = try none.makeRequestFactory()
            Issue.record("nothing thrown")
        } catch {
            #expect(error.message.contains("it makes none"))
        }
        // A transport that says it can and does not: the default of every shape fails closed.
        let boasting = try CustomBinding("it", validating: [NullEncoding(), NullTransport(boasts: true)])
        for shape in ChannelShape.allCases where shape.pattern != .requestReply {
            #expect(throws: BindingError.self) {
                if shape.pattern == .oneWay { _ = try boasting.makeOutputFactory(session: shape.session) }
                if shape.pattern == .duplex { _ = try boasting.makeDuplexFactory(session: shape.session) }
            }
        }
        let address = EndpointAddress("null:it")
        #expect(throws: BindingError.self) { _ = try boasting.makeInputListener(at: address) }
        #expect(throws: BindingError.self) { _ = try boasting.makeReplyListener(at: address) }
        #expect(throws: BindingError.self) { _ = try boasting.makeDuplexListener(at: address) }
    }

    /// A stack that makes nothing at all says what the order is.
    @Test func noShapesAtAll() throws {
        let none = try CustomBinding("it", validating: [OneWayOverRequest(), NullEncoding(), NullTransport(shapes: [.duplex])])
        do throws(BindingError) {
            _ = try none.makeRequestFactory()
            Issue.record("nothing thrown")
        } catch {
            #expect(error.code == .unsupportedShape)
            #expect(error.message.contains("the order is message and channel elements, stream upgrades, one encoding, the transport"))
        }
    }

    /// A contract's needs against what the stack can make: the weakest shape that serves, or what is wanted beside what there is.
    @Test func contractsAndShapes() throws {
        func binding(_ shapes: Set<ChannelShape>) throws -> CustomBinding {
            try CustomBinding("it", validating: [NullEncoding(), NullTransport(shapes: shapes)])
        }
        let rows: [(ChannelShape.Pattern, ShapeRequirement.Session, Set<ChannelShape>, ChannelShape?)] = [
            (.oneWay, .allowed, [.oneWay, .requestReply, .duplexSession], .oneWay),
            (.oneWay, .allowed, [.requestReply, .duplexSession], .requestReply),
            (.oneWay, .required, [.oneWay, .requestReply, .duplexSession], .duplexSession),
            (.oneWay, .notAllowed, [.oneWaySession, .duplexSession], nil),
            (.requestReply, .allowed, [.oneWay, .requestReplySession, .duplex], .requestReplySession),
            (.requestReply, .notAllowed, [.requestReplySession, .duplex], .duplex),
            (.requestReply, .required, [.requestReply, .duplex], nil),
            (.requestReply, .allowed, [.oneWay, .oneWaySession], nil),
            (.duplex, .allowed, [.duplex, .duplexSession], .duplex),
            (.duplex, .required, [.duplex], nil),
            (.duplex, .allowed, [.requestReply, .requestReplySession], nil),
            (.oneWay, .allowed, [], nil),
        ]
        for (pattern, session, shapes, expected) in rows {
            let requirement = ShapeRequirement(pattern, session: session)
            let stack = try binding(shapes)
            for side in [ChannelSide.client, .service] {
                do throws(BindingError) {
                    let shape = try stack.shape(for: requirement, side: side)
                    #expect(shape == expected, "\(requirement), \(shapes)")
                } catch {
                    #expect(expected == nil, "\(requirement), \(shapes)")
                    #expect(error.code == .unsupportedShape)
                    #expect(error.message.contains(requirement.description), "what the contract wants: \(error.message)")
                    for shape in shapes { #expect(error.message.contains(shape.description), "what the binding can: \(error.message)") }
                    #expect(!shapes.isEmpty || error.message.contains("the order is"))
                }
            }
        }
        let broken = try CustomBinding("it", validating: [NullTransport()])
        do throws(BindingError) {
            _ = try broken.shape(for: ShapeRequirement(.oneWay), side: .client)
        } catch { #expect(error.code == .missingEncoding) }
    }

    /// An element that reads XML by itself holds the encoding's quotas, and refuses an encoding that does not say them.
    @Test func readerQuotas() throws {
        expect([QuotaReader(), NullEncoding(), NullTransport()], .unknownReaderQuotas, "NullEncoding")
        var configuration = TextEncoding.Configuration.defaults
        configuration.readerQuotas.maxDepth = 7
        let read = Received()
        let binding = try CustomBinding(validating: [QuotaReader(read: read), TextEncoding(configuration), NullTransport()])
        _ = try binding.makeRequestFactory()
        #expect(read.texts == ["7"])
    }

    @Test func theBindingItself() throws {
        func error(_ name: String, _ change: (inout Timeouts) -> Void) -> BindingError? {
            var timeouts = Timeouts.defaults
            change(&timeouts)
            do throws(BindingError) {
                _ = try CustomBinding(name, validating: [NullEncoding(), NullTransport()], timeouts: timeouts).makeRequestFactory()
            } catch { return error }
            return nil
        }
        #expect(error("it") { _ in } == nil)
        #expect(error("") { _ in }?.message.contains("a name") == true)
        let changes: [(String, (inout Timeouts, Duration) -> Void)] = [
            ("open", { $0.open = $1 }), ("close", { $0.close = $1 }), ("send", { $0.send = $1 }), ("receive", { $0.receive = $1 }),
        ]
        for (name, change) in changes {
            let refused = error("it") { change(&$0, .milliseconds(-1)) }
            #expect(refused?.code == .invalidConfiguration && refused?.message.contains("'\(name)'") == true)
            #expect(error("it") { change(&$0, .zero) } == nil)
            #expect(error("it") { change(&$0, .seconds(Int64.max)) } == nil)
        }
        // The longest there is does not overflow the clock: it is no deadline.
        #expect(Deadline.after(.seconds(Int64.max)).moment == nil)
        #expect(Deadline.after(.seconds(Int64.min)).hasPassed)
    }

    /// What a settings element leaves counts in what the stack promises, and in what was built.
    @Test func capabilitiesFollowParameters() throws {
        struct Asks: SettingsElement {
            enum Key: BindingParameterKey { static var defaultValue: Bool { false } }
            func contribute(to parameters: inout BindingParameters) { parameters[Key.self] = true }
        }
        struct Obeys: TransportElement {
            var reads = true
            var scheme: String { "obeys" }
            func canMake(_ shape: ChannelShape, side: ChannelSide, _ context: borrowing BindingContext) -> Bool { shape == .requestReply }
            func adjust(_ capabilities: inout BindingCapabilities, given parameters: BindingParameters) {
                if parameters[Asks.Key.self] { capabilities.authenticatesClient = true }
            }
            func makeRequestFactory(session: Bool, _ context: inout BindingContext) throws(BindingError)
                -> any ChannelFactory<any RequestChannel>
            {
                NullFactory(capabilities: reads ? context.capabilities(of: self) : BindingCapabilities())
            }
        }
        let asking = try CustomBinding(validating: [Asks(), NullEncoding(), Obeys()])
        #expect(asking.capabilities.authenticatesClient)
        #expect(try asking.makeRequestFactory().capabilities.authenticatesClient)
        #expect(try !CustomBinding(validating: [NullEncoding(), Obeys()]).makeRequestFactory().capabilities.authenticatesClient)
        expect([Asks(), NullEncoding(), Obeys(reads: false)], .capabilityMismatch)
    }

    /// Each thing a stack can promise, promised by an element of each kind and not built.
    @Test func everyBrokenPromiseIsFound() throws {
        let promises: [(String, any WritableKeyPath<BindingCapabilities, Bool> & Sendable)] = [
            ("client authentication", \.authenticatesClient), ("service authentication", \.authenticatesService), ("order", \.ordered),
            ("streaming", \.streaming),
        ]
        func message(_ promise: @escaping @Sendable (inout BindingCapabilities) -> Void) -> String {
            let error = buildError([Dropping(promise: promise), NullEncoding(), NullTransport()])
            #expect(error?.code == .capabilityMismatch)
            return error?.message ?? ""
        }
        for (name, path) in promises {
            #expect(message { $0[keyPath: path] = true }.contains("\(name) promised true, built false"))
        }
        #expect(message { $0.requestProtection = .sign }.contains("request protection promised signed, built none"))
        #expect(message { $0.responseProtection = .encryptAndSign }.contains("response protection promised encrypted and signed"))
        // Every property of the capabilities is compared.
        #expect(Mirror(reflecting: BindingCapabilities()).children.count == promises.count + 2)
    }

    @Test func unusedElements() {
        let found = code([Forgetful(), Mark(name: "a"), NullEncoding(), NullTransport()])
        #expect(found?.code == .unusedElements)
    }

    @Test func addressOfAnotherScheme() throws {
        let binding = try CustomBinding("it", validating: [NullEncoding(), InProcessTransport(hub: InProcessHub())])
        do throws(BindingError) {
            _ = try binding.makeReplyListener(at: EndpointAddress("http://localhost/"))
            Issue.record("nothing thrown")
        } catch {
            #expect(error.code == .invalidAddress)
            #expect(error.message.contains("'inproc'"))
        }
    }

    @Test func elementsOwnErrors() {
        expect([Limited(), Limit(value: 0), NullEncoding(), NullTransport()], .invalidConfiguration, "Limited")
        expect([NullEncoding(), InProcessTransport(hub: InProcessHub())], .invalidConfiguration, "NullEncoding")
        var configuration = InProcessTransport.Configuration.defaults
        configuration.encodes = false
        configuration.mailboxCapacity = 0
        expect([InProcessTransport(hub: InProcessHub(), configuration)], .invalidConfiguration, "InProcessTransport")
    }

    @Test func capabilitiesComputedAndBuilt() throws {
        #expect(code([Signer(), NullEncoding(), NullTransport()]) == nil)
        expect([Signer(keepsItsPromise: false), NullEncoding(), NullTransport()], .capabilityMismatch)
        var promised = BindingCapabilities()
        promised.requestProtection = .encryptAndSign
        promised.authenticatesService = true
        expect([NullEncoding(), NullTransport(promised: promised, built: BindingCapabilities())], .capabilityMismatch)
        do throws(BindingError) {
            _ = try CustomBinding(validating: [NullEncoding(), NullTransport(promised: promised, built: BindingCapabilities())])
                .makeRequestFactory()
        } catch {
            #expect(error.message.contains("request protection promised encrypted and signed, built none"))
            #expect(error.message.contains("service authentication promised true, built false"))
        }
        let factory = try CustomBinding(validating: [Signer(), NullEncoding(), NullTransport()]).makeRequestFactory()
        #expect(factory.capabilities.requestProtection == .sign)
        // An upgrade counts where the transport performs it.
        let upgraded = try CustomBinding(validating: [NullUpgrade(), NullEncoding(), NullTransport(performedUpgrades: ["null"])])
        #expect(try upgraded.makeRequestFactory().capabilities.responseProtection == .encryptAndSign)
        // A transport that says it performs it, and does not.
        let lying = NullTransport(performedUpgrades: ["null"], built: BindingCapabilities())
        expect([NullUpgrade(), NullEncoding(), lying], .capabilityMismatch)
    }

    @Test func failedMakeLeavesTheContext() throws {
        // The element tries a shape that is refused beneath a message element, then builds another over the same elements.
        let log = Received()
        let binding = try CustomBinding(validating: [
            OneWayOverRequest(probes: true), Mark(name: "a", log: log), NullEncoding(), NullTransport(),
        ])
        _ = try binding.makeOutputFactory()
        #expect(!binding.canMake(.duplex, side: .client))
        #expect(binding.canMake(.oneWay, side: .client))
    }

    @Test func parametersHaveSources() {
        var parameters = BindingParameters()
        #expect(parameters[Limit.Key.self] == 10)
        #expect(!parameters.isSet(Limit.Key.self))
        Limit(value: 3).contribute(to: &parameters)
        #expect(parameters[Limit.Key.self] == 3)
        #expect(parameters.isSet(Limit.Key.self))
    }
}

/// Stacks whose transport lets bodies stream.
struct StreamingRuleTests {
    private struct Whole: MessageElement {
        var requiresBufferedBodies: Bool { true }
        func makeTransform(_ context: borrowing BindingContext) throws(BindingError) -> any MessageTransform {
            throw BindingError(.invalidConfiguration, "not reached")
        }
    }

    private func error(_ elements: [any BindingElement]) -> BindingError? {
        do throws(BindingError) {
            _ = try CustomBinding("it", validating: elements).makeRequestFactory()
            return nil
        } catch { return error }
    }

    @Test func elementsThatNeedWholeBodiesAreRefused() {
        let streaming = StreamingTransport(streams: true)
        let refused = error([Whole(), NullEncoding(), streaming])
        #expect(refused?.element == "Whole" && refused?.message.contains("transferMode") == true)
        let encoding = error([NullEncoding(supportsStreaming: false), streaming])
        #expect(encoding?.element == "NullEncoding" && encoding?.message.contains("transferMode") == true)
        #expect(error([NullEncoding(), streaming])?.element != "NullEncoding")
        #expect(error([Whole(), NullEncoding(supportsStreaming: false), StreamingTransport(streams: false)])?.message == "not reached")
    }

    private struct StreamingTransport: TransportElement {
        var streams: Bool
        var scheme: String { "test" }
        func canMake(_ shape: ChannelShape, side: ChannelSide, _ context: borrowing BindingContext) -> Bool { true }
        func adjust(_ capabilities: inout BindingCapabilities) { capabilities.streaming = streams }
        func makeRequestFactory(
            session: Bool, _ context: inout BindingContext
        ) throws(BindingError) -> any ChannelFactory<any RequestChannel> {
            throw BindingError(.invalidConfiguration, element: "StreamingTransport", "nothing is made here")
        }
    }
}
