import StrataBindings
import StrataCore
import Testing

struct PresetTests {
    @Test func basic() { #expect(BasicHTTPBinding().name == "BasicHTTPBinding") }
}
