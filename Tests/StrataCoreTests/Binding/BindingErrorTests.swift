import StrataCore
import StrataInProcess
import StrataTesting
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
