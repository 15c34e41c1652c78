import StrataInfoset
import StrataServiceModel

// Contracts that inherit, and contracts of two versions.

@ServiceContract(name: "IRoot", namespace: "urn:root")
protocol Root: Sendable {
    func ping(x: Int) async throws -> Int
}

@ServiceContract(name: "ILeft", namespace: "urn:left")
protocol LeftBranch: Root {
    func left(text: String) async throws -> String
}

@ServiceContract(name: "IRight", namespace: "urn:right")
protocol RightBranch: Root {
    func right(text: String) async throws -> (text: String, length: Int)
}

@ServiceContract(name: "ICrown", namespace: "urn:crown")
protocol Crown: LeftBranch, RightBranch {
    func crown() async throws -> [String]
}

struct Tree: Crown {
    func ping(x: Int) async throws -> Int { x + 1 }
    func left(text: String) async throws -> String { "<" + text }
    func right(text: String) async throws -> (text: String, length: Int) { (text + ">", text.count) }
    func crown() async throws -> [String] { ["a", "b"] }
}

@DataContract(name: "Person", namespace: "urn:people")
struct OldPerson: Sendable {
    var name: String
    var rest = ExtensionData()
}

@DataContract(name: "Person", namespace: "urn:people")
struct NewPerson: Hashable {
    var age: Int32
    var name: String
    var towns: [String]?
}

@DataContract(namespace: "urn:people")
struct Refusal: Hashable {
    var reason: String
}

@DataContract(namespace: "urn:people")
struct Delay: Hashable {
    var minutes: Int32
}

@ServiceContract(name: "IPeople", namespace: "urn:people")
protocol OldPeople: Sendable {
    @Operation(name: "Rename") func rename(person: OldPerson, name: String) async throws -> OldPerson
    @Operation(name: "Ask")
    @Faults(Refusal.self)
    @Faults(Delay.self, action: "urn:people:late", name: "Late", namespace: "urn:late")
    func ask(how: String) async throws -> String
}

@ServiceContract(name: "IPeople", namespace: "urn:people")
protocol NewPeople: Sendable {
    @Operation(name: "Rename") func rename(person: NewPerson, name: String) async throws -> NewPerson
    @Operation(name: "Ask")
    @Faults(Refusal.self)
    @Faults(Delay.self, action: "urn:people:late", name: "Late", namespace: "urn:late")
    func ask(how: String) async throws -> String
}

struct Registry: OldPeople {
    func rename(person: OldPerson, name: String) async throws -> OldPerson { OldPerson(name: name, rest: person.rest) }

    func ask(how: String) async throws -> String {
        switch how {
        case "refuse": throw TypedFault(Refusal(reason: "no"), "refused")
        case "delay": throw TypedFault(Delay(minutes: 5), code: .receiver(), "later")
        default: return how
        }
    }
}

@ServiceContract(name: "IShapes", namespace: "urn:shapes")
protocol Shapes: Sendable {
    @Operation(name: "Draw") func draw(shape: AnyShape, note: AnyContractValue) async throws -> AnyShape
    @Operation(name: "Note") func note(any: AnyContractValue) async throws -> AnyContractValue
}

struct Drawing: Shapes {
    func draw(shape: AnyShape, note: AnyContractValue) async throws -> AnyShape {
        guard case .circle(var circle) = shape else { return shape }
        circle.radius += 1
        circle.base.child = Indirect(.square(Square(side: 4)))
        circle.base.any = note
        return .circle(circle)
    }

    func note(any: AnyContractValue) async throws -> AnyContractValue { any }
}

@ServiceContract(name: "IRouter", namespace: "urn:router")
protocol Router: Sendable {
    @Operation(name: "Known") func known(x: Int) async throws -> Int
    @Operation(name: "Exact") func exact(message: Message) async throws -> Message
    @Operation(name: "Other", action: "*", replyAction: "*") func other(message: Message) async throws -> Message
    @Operation(name: "Tell", action: "urn:router:tell") @OneWay func tell(message: Message) async throws
}
