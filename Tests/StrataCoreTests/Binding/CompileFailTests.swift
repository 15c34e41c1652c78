import Foundation
import Testing

/// Stacks in a wrong order do not compile, and the compiler says why.
struct CompileFailTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let stack: String
        let message: String
        var testDescription: String { name }
    }

    static let cases = [
        Case(name: "no encoding", stack: "Audit(); Wire()", message: "add an encoding element above the transport"),
        Case(name: "only a transport", stack: "Wire()", message: "add an encoding element above the transport"),
        Case(name: "settings and a transport", stack: "Knob(); Wire()", message: "add an encoding element above the transport"),
        Case(name: "upgrade and a transport", stack: "Upgrade(); Wire()", message: "add an encoding element above the transport"),
        Case(name: "upgraded and a transport", stack: "Audit(); Upgrade(); Wire()", message: "add an encoding element above the transport"),
        Case(
            name: "element beneath the encoding", stack: "Code(); Audit(); Wire()",
            message: "message and channel elements stand above the encoding"),
        Case(name: "two encodings", stack: "Code(); Code(); Wire()", message: "a binding has exactly one encoding"),
        Case(name: "element after the transport", stack: "Code(); Wire(); Audit()", message: "nothing may follow the transport"),
        Case(name: "settings after the transport", stack: "Code(); Wire(); Knob()", message: "nothing may follow the transport"),
        Case(name: "two transports", stack: "Code(); Wire(); Wire()", message: "nothing may follow the transport"),
        Case(name: "encoding after the transport", stack: "Code(); Wire(); Code()", message: "nothing may follow the transport"),
        Case(name: "no transport", stack: "Code()", message: "end the stack with a transport element"),
        Case(name: "no transport beneath elements", stack: "Audit(); Code()", message: "end the stack with a transport element"),
        Case(name: "elements only", stack: "Audit()", message: "end the stack with an encoding and a transport element"),
        Case(name: "settings only", stack: "Knob()", message: "end the stack with an encoding and a transport element"),
        Case(name: "upgrade only", stack: "Upgrade()", message: "end the stack with an encoding and a transport element"),
        Case(name: "upgrade beneath the encoding", stack: "Code(); Upgrade(); Wire()", message: "stream upgrades stand above the encoding"),
        Case(
            name: "element beneath an upgrade", stack: "Upgrade(); Audit(); Code(); Wire()",
            message: "message and channel elements stand above stream upgrades"),
        Case(
            name: "element between upgrades", stack: "Audit(); Upgrade(); Audit(); Code(); Wire()",
            message: "message and channel elements stand above stream upgrades"),
        Case(name: "no kind", stack: "Nothing(); Code(); Wire()", message: "conform to exactly one kind of element"),
        Case(name: "two kinds", stack: "Both(); Code(); Wire()", message: "ambiguous use of 'buildExpression'"),
    ]

    static let elements = """
        import StrataCore
        struct Audit: MessageElement {
            func makeTransform(_ context: borrowing BindingContext) throws(BindingError) -> any MessageTransform { fatalError() }
        }
        struct Both: MessageElement, SettingsElement {
            func makeTransform(_ context: borrowing BindingContext) throws(BindingError) -> any MessageTransform { fatalError() }
        }
        struct Nothing: BindingElement {}
        struct Knob: SettingsElement {}
        struct Code: EncodingElement {
            var messageVersion: MessageVersion { .default }
            func makeEncoder(_ context: borrowing BindingContext) throws(BindingError) -> any MessageEncoder { fatalError() }
        }
        struct Upgrade: StreamUpgradeElement {
            var upgradeName: String { "u" }
            func makeTransform(side: ChannelSide, host: String?) throws(StreamTransformError) -> any StreamTransform { fatalError() }
        }
        struct Wire: TransportElement {
            var scheme: String { "wire" }
            func canMake(_ shape: ChannelShape, side: ChannelSide, _ context: borrowing BindingContext) -> Bool { false }
        }

        """

    /// The folder that the test runs from holds what it was built with.
    static let modules: URL? = {
        guard let path = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe") else { return nil }
        let folder = URL(fileURLWithPath: path).deletingLastPathComponent().appendingPathComponent("Modules")
        return FileManager.default.fileExists(atPath: folder.appendingPathComponent("StrataCore.swiftmodule").path) ? folder : nil
    }()

    static func compile(_ body: String) throws -> (status: Int32, errors: String) {
        let modules = try #require(modules, "the test product stands beside its modules")
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("strata-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appendingPathComponent("snippet.swift")
        try (elements + body).write(to: file, atomically: true, encoding: .utf8)
        let output = folder.appendingPathComponent("errors.txt")
        _ = FileManager.default.createFile(atPath: output.path, contents: nil)
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [
            "swiftc", "-frontend", "-emit-sil", "-o", "/dev/null", "-swift-version", "6", "-diagnostic-style", "llvm", "-module-name",
            "Snippet", "-enable-upcoming-feature", "NonisolatedNonsendingByDefault", "-I", modules.path, file.path,
        ]
        let handle = try FileHandle(forWritingTo: output)
        process.standardError = handle
        process.standardOutput = handle
        try process.run()
        process.waitUntilExit()
        try handle.close()
        return (process.terminationStatus, try String(contentsOf: output, encoding: .utf8))
    }

    @Test func rightOrderCompiles() throws {
        let result = try CompileFailTests.compile(
            """
            func right() -> CustomBinding { CustomBinding { Knob(); Audit(); Knob(); Upgrade(); Code(); Knob(); Wire() } }
            func least() -> CustomBinding { CustomBinding { Code(); Wire() } }
            """)
        #expect(result.status == 0, "\(result.errors)")
    }

    @Test(arguments: cases) func wrongOrder(_ wrong: Case) throws {
        let result = try CompileFailTests.compile("func wrong() -> CustomBinding { CustomBinding { \(wrong.stack) } }\n")
        #expect(result.status != 0)
        let errors = result.errors.split(separator: "\n").filter { $0.contains("error:") }
        #expect(errors.contains { $0.contains(wrong.message) }, "\(result.errors)")
    }
}
