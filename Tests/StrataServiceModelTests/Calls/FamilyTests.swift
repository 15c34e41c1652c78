import StrataCore
import StrataInProcess
import StrataInfoset
import StrataServiceModel
import Synchronization
import Testing

/// Contracts that inherit, declare faults, know types and keep what they do not know, from a typed client to a typed service and back.
@Suite(.timeLimit(.minutes(1))) struct FamilyTests {
    /// What is inherited in two ways is one operation.
    @Test(arguments: HostTests.Way.allCases) func aContractThatInheritsTwoOfOneRoot(_ way: HostTests.Way) async throws {
        #expect(CrownContract.description.operations.map(\.name) == ["ping", "left", "right", "crown"])
        #expect(CrownContract.description.operations[0].action == "urn:root/IRoot/ping")
        try await withTyped(CrownClient.self, of: Tree(), way) { crown async throws in
            #expect(try await crown.ping(x: 1) == 2)
            #expect(try await crown.left(text: "a") == "<a")
            #expect(try await crown.right(text: "ab") == (text: "ab>", length: 2))
            #expect(try await crown.crown() == ["a", "b"])
        }
    }

    /// Each of the contracts that it has can be called by a client of that one.
    @Test func aServiceOfAnHeirServesClientsOfTheOthers() async throws {
        let way = HostTests.Way.http
        var hosted = HostedService<any Crown>(.single(Tree()))
        let binding = way.binding(InProcessHub())
        hosted.addEndpoint(CrownContract.self, binding, at: way.address)
        try await withHost(hosted) { host in
            try await binding.withClient(RootClient.self, of: host.addresses[0]) { root async throws in
                #expect(try await root.ping(x: 2) == 3)
            }
            try await binding.withClient(RightBranchClient.self, of: host.addresses[0]) { right async throws in
                #expect(try await right.right(text: "").length == 0)
                #expect(try await right.ping(x: 3) == 4)
            }
        }
    }

    /// Two that only look alike are not one.
    @Test func twoOperationsOfOneNameAreRefused() throws {
        let declared = ["urn:a", "urn:b"].map { OperationDescription("Same", of: "I", namespace: $0) }
        #expect(ContractDescription("I", operations: declared + declared).operations.map(\.namespace) == ["urn:a", "urn:b"])
    }

    @Test(arguments: HostTests.Way.allCases) func anOldServiceGivesBackWhatItDoesNotKnow(_ way: HostTests.Way) async throws {
        var hosted = HostedService<any OldPeople>(.single(Registry()))
        let binding = way.binding(InProcessHub())
        hosted.addEndpoint(OldPeopleContract.self, binding, at: way.address)
        try await withHost(hosted) { host in
            try await binding.withClient(NewPeopleClient.self, of: host.addresses[0]) { people async throws in
                let sent = NewPerson(age: 30, name: "a", towns: ["x", "y"])
                #expect(try await people.rename(person: sent, name: "b") == NewPerson(age: 30, name: "b", towns: ["x", "y"]))
            }
        }
    }

    @Test(arguments: HostTests.Way.allCases) func declaredFaults(_ way: HostTests.Way) async throws {
        try await withTyped(OldPeopleClient.self, of: Registry(), way) { client async throws in
            let action = Mutex<String?>(nil)
            let people = client.with { $0.onReply = { reply in action.withLock { $0 = reply.headers.action } } }
            await #expect { _ = try await people.ask(how: "refuse") } throws: {
                guard let fault = $0 as? TypedFault<Refusal> else { return false }
                return fault.detail == Refusal(reason: "no") && fault.reason == "refused" && fault.code.kind == .sender
            }
            if way == .inProcess { #expect(action.withLock { $0 } == "urn:people/IPeople/AskRefusalFault") }
            await #expect { _ = try await people.ask(how: "delay") } throws: {
                guard let fault = $0 as? TypedFault<Delay> else { return false }
                return fault.detail == Delay(minutes: 5) && fault.code.kind == .receiver
            }
            if way == .inProcess { #expect(action.withLock { $0 } == "urn:people:late") }
            #expect(try await people.ask(how: "well") == "well")
        }
    }

    @Test(arguments: HostTests.Way.allCases) func heirsAndObjectsBothWays(_ way: HostTests.Way) async throws {
        try await withTyped(ShapesClient.self, of: Drawing(), way) { shapes async throws in
            let sent = AnyShape.circle(Circle(Shape(label: "l"), radius: 1))
            guard case .circle(let circle) = try await shapes.draw(shape: sent, note: AnyContractValue("n")) else {
                Issue.record("not a circle")
                return
            }
            #expect(circle.radius == 2 && circle.base.label == "l" && circle.base.any?.value(as: String.self) == "n")
            guard case .square(let square)? = circle.base.child?.value else {
                Issue.record("not a square")
                return
            }
            #expect(square.side == 4)
            let plain = AnyShape.shape(Shape(any: AnyContractValue([Int32(1), 2])))
            guard case .shape(let shape) = try await shapes.draw(shape: plain, note: .nothing) else {
                Issue.record("not a shape")
                return
            }
            #expect(shape.any?.value(as: [Int32].self) == [1, 2])
            #expect(try await shapes.note(any: AnyContractValue(2.5)).value(as: Double.self) == 2.5)
            #expect(try await shapes.note(any: .nothing).isNull)
            #expect(try await shapes.note(any: .object).value == nil)
        }
    }

    @Test func aTypeThatIsNotKnownIsNotSent() async throws {
        try await withTyped(ShapesClient.self, of: Drawing(), .http) { shapes async throws in
            await #expect { _ = try await shapes.note(any: AnyContractValue(Refusal(reason: "r"))) } throws: {
                "\($0)".contains("known types")
            }
        }
    }

    /// One end alone is not enough, and the other says what it does not know.
    @Test func aTypeThatTheServiceDoesNotKnowIsTheSendersFault() async throws {
        let known = KnownTypes(types: [Refusal.self])
        try await withTyped(ShapesClient.self, of: Drawing(), .http, client: [known]) { shapes async throws in
            await #expect { _ = try await shapes.note(any: AnyContractValue(Refusal(reason: "r"))) } throws: {
                guard let fault = ($0 as? FaultError)?.fault else { return false }
                return fault.code.kind == .sender && fault.reason.contains("Refusal")
            }
        }
        try await withTyped(ShapesClient.self, of: Drawing(), .http, client: [known], host: [known]) { shapes async throws in
            let answer = try await shapes.note(any: AnyContractValue(Refusal(reason: "r")))
            #expect(answer.value(as: Refusal.self) == Refusal(reason: "r"))
        }
    }
}
