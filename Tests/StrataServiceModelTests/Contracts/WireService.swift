import StrataInfoset
import StrataServiceModel
import Synchronization

/// Serves every contract of the vectors, and notes what it was called with.
final class WireService: WireDefaults, WireNamed, WireHeir, WireMessages {
    private let notes = Mutex<[String]>([])
    var seen: [String] { notes.withLock { $0 } }

    private func note(_ text: String) { notes.withLock { $0.append(text) } }

    func sum(a: Int32, b: Int32) async throws -> Int32 { a &+ b }

    func wait(text: String?) async throws -> String? {
        note("wait \(text ?? "nil")")
        return text.map { $0 + "!" }
    }

    func overload(a: Int32) async throws -> Int32 {
        note("overload \(a)")
        return a + 1
    }

    func nothing() async throws { note("nothing") }
    func tell(text: String?) async throws { note("tell \(text ?? "nil")") }

    func perform(one: String?, item: Item?) async throws -> String? {
        note("perform \(one ?? "nil") \(Self.text(item))")
        return "did"
    }

    func out(a: Int32, both: Int32) async throws -> (sum: Int32, both: Int32, only: Int32) {
        note("out \(a) \(both)")
        return (a + both, both * 10, 7)
    }

    func lists(ints: [Int32]?, items: [Item?]?, map: [String: Int32]?, nothing: String?) async throws {
        let items = items.map { "\($0.map(Self.text))" } ?? "nil"
        note("lists \(ints.map { "\($0)" } ?? "nil") \(items) \(map.map { "\($0)" } ?? "nil") \(nothing ?? "nil")")
    }

    func noAction() async throws { note("noAction") }

    func boxed(any: AnyContractValue, maybe: Int32?, blob: Bytes?, item: Item?) async throws {
        let any = any.value(as: String.self) ?? "nil"
        note("boxed \(any) \(maybe.map { "\($0)" } ?? "nil") \(blob.map { "\($0)" } ?? "nil") \(Self.text(item))")
    }

    func fromBase(x: Int32) async throws { note("fromBase \(x)") }
    func fromHeir(x: Int32) async throws { note("fromHeir \(x)") }

    func wrapped(m: Wrapped) async throws -> Wrapped {
        note("wrapped \(m.token ?? "nil") \(m.number) \(Self.text(m.headerItem)) \(m.first ?? "nil") \(Self.text(m.second))")
        return m
    }

    func bare(m: Bare) async throws -> Bare {
        note("bare \(Self.text(m.item))")
        return m
    }

    func bareTwo(m: BareTwo) async throws -> BareTwo {
        note("bareTwo \(m.a ?? "nil") \(m.b)")
        return m
    }

    func empty(m: Empty) async throws -> Empty {
        note("empty")
        return m
    }

    func raw(m: Message) async throws -> Message {
        note("raw \(m.headers.action ?? "nil") \(m.bodyContents.map { "\($0.localName)" } ?? "nothing")")
        return Message(version: m.version, action: "urn:answered") { builder in
            builder.element(ExpandedName("Answer", namespace: "urn:raw"), m.headers.action ?? "")
        }
    }

    private static func text(_ item: Item?) -> String { item.map { "\($0.name ?? "nil")*\($0.count)" } ?? "nil" }
}
