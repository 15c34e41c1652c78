import StrataCore
import StrataInProcess
import StrataTesting
import StrataTextEncoding
import Testing

struct BuilderTests {
    /// A preset as a third party writes one.
    struct Preset: Binding {
        var audited = true
        var utf16 = false
        var marks = 2
        var secure = false
        let hub: InProcessHub

        var name: String { "preset" }
        var stack: BindingStack {
            Limit(value: 1)
            if audited { Counting() }
            for number in 0..<marks { Mark(name: "m\(number)") }
            if audited {
                Mark(name: "x")
                AsyncMark(name: "y")
            } else {
                Limit(value: 2)
                Mark(name: "z")
            }
            if secure { NullUpgrade() }
            Limit(value: 3)
            if utf16 { TextEncoding(.soap11) } else { TextEncoding() }
            Limit(value: 4)
            InProcessTransport(hub: hub)
        }
    }

    func names(_ binding: some Binding) -> [String] { binding.stack.elements.map(\.elementName) }

    @Test func conditionsAndLoops() {
        let hub = InProcessHub()
        #expect(
            names(Preset(hub: hub)) == [
                "Limit", "Counting", "Mark", "Mark", "Mark", "AsyncMark", "Limit", "TextEncoding", "Limit", "InProcessTransport",
            ])
        #expect(
            names(Preset(audited: false, utf16: true, marks: 0, secure: true, hub: hub)) == [
                "Limit", "Limit", "Mark", "NullUpgrade", "Limit", "TextEncoding", "Limit", "InProcessTransport",
            ])
    }

    @Test func customBindingIsTheSame() throws {
        let hub = InProcessHub()
        let spelledOut = CustomBinding("preset") {
            Limit(value: 1)
            Counting()
            Mark(name: "m0")
            Mark(name: "m1")
            Mark(name: "x")
            AsyncMark(name: "y")
            Limit(value: 3)
            TextEncoding()
            Limit(value: 4)
            InProcessTransport(hub: hub)
        }
        #expect(spelledOut.explain() == Preset(hub: hub).explain())
        let validated = try CustomBinding("preset", validating: Preset(hub: hub).stack.elements)
        #expect(validated.explain() == Preset(hub: hub).explain())
    }

    @Test func transportsByCondition() {
        let choice = true
        let binding = CustomBinding {
            TextEncoding()
            if choice { InProcessTransport(hub: InProcessHub()) } else { NullTransport() }
        }
        #expect(names(binding).last == "InProcessTransport")
    }
}
