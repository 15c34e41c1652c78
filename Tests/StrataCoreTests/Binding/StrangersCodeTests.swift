import Foundation
import Testing

/// Code of strangers compiles with the core alone: the samples with elements of one's own, and every kind of element.
struct StrangersCodeTests {
    /// The folder of the package.
    private static let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../..").standardized

    /// And with the kit that they are checked by.
    @Test(arguments: ["CustomElement", "CustomTransport"]) func theSampleCompilesWithTheCoreAlone(_ sample: String) throws {
        let folder = Self.root.appending(path: "Samples/\(sample)")
        let files = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
            .filter { $0.pathExtension == "swift" }.map(\.path).sorted()
        #expect(files.count >= 5)
        let result = try CompileFailTests.compile(files: files)
        #expect(result.status == 0, "\(result.errors)")
    }

    /// Every kind of element, the stream upgrade included, outside the framework's package.
    @Test func everyKindCompiles() throws {
        let result = try CompileFailTests.compile(
            """
            struct Slow: AsyncMessageElement {
                func makeTransform(_ context: borrowing BindingContext) throws(BindingError) -> any AsyncMessageTransform { Transform() }
                struct Transform: AsyncMessageTransform {
                    func outbound(_ message: inout Message, _ exchange: inout Exchange) async throws { await Task.yield() }
                    func inbound(_ message: inout Message, _ exchange: inout Exchange) async throws { await Task.yield() }
                }
            }
            struct Owner: ChannelElement {
                func canMake(_ shape: ChannelShape, side: ChannelSide, over next: borrowing BindingContext) -> Bool {
                    next.canMake(shape, side: side)
                }
                func makeDuplexFactory(session: Bool, _ next: inout BindingContext) throws(BindingError)
                    -> any ChannelFactory<any DuplexChannel> { try next.nextDuplexFactory(session: session) }
            }
            struct Preset: Binding {
                var audited = true
                var stack: BindingStack {
                    if audited { Audit() }
                    Knob()
                    Slow()
                    Owner()
                    Upgrade()
                    Code()
                    Wire()
                }
                var baseline: (any Binding)? { Preset() }
            }
            func use() async throws {
                _ = Preset().explain()
                try await Preset(audited: false).withDuplexChannel(to: EndpointAddress("wire:it")) { _ = try await $0.receive() }
            }
            """)
        #expect(result.status == 0, "\(result.errors)")
    }
}
