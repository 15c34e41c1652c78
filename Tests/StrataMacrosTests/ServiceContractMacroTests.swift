import PluginWire
import Testing

@Suite("What @ServiceContract writes")
struct ServiceContractMacroTests {
    private let text = """
        @ServiceContract(name: "ICalc", namespace: "urn:c", sessionMode: .required)
        public protocol Calc: Sendable, Module.Simple {
            @Operation(name: "Add", action: "urn:add", isInitiating: false) func add(_ input: Int32, to b: Int32?) async throws -> Int32
            @OneWay func log(request: String) async throws
            func both() async throws -> (Int, rest: [Int])
        }
        """

    @Test func peers() {
        let expansion = expand("ServiceContractMacro", .peer, text)
        #expect(complaints(expansion) == [])
        #expect(
            expansion.source == """
                /// The contract of `Calc`.
                public nonisolated enum CalcContract: ServiceContract {
                    public typealias Service = any Calc
                    public typealias Callback = Module.SimpleContract.Callback

                    public static let declared: [OperationDescription] = [
                        OperationDescription("Add", of: "ICalc", namespace: "urn:c", action: "urn:add", isInitiating: false, \
                input: [.part("input", Int32.self), .part("b", Int32?.self)], output: [.part("AddResult", Int32.self)]),
                        OperationDescription("log", of: "ICalc", namespace: "urn:c", isOneWay: true, \
                input: [.part("request", String.self)]),
                        OperationDescription("both", of: "ICalc", namespace: "urn:c", \
                output: [.part("bothResult", Int.self), .part("rest", [Int].self)]),
                    ]

                    public static let description = ContractDescription(
                        "ICalc", namespace: "urn:c", sessionMode: .required, operations: declared, \
                inheriting: [Module.SimpleContract.description])

                    public static let operations: [ServiceOperation<any Calc>] = \
                Module.SimpleContract.operations.map { $0.of { (heir: any Calc) in heir } } + [
                        ServiceOperation(declared[0]) { service, input_, output in
                            let input = try input_.read("input", as: Int32.self)
                            let b = try input_.read("b", as: Int32?.self)
                            try await input_.complete()
                            let result = try await service.add(input, to: b)
                            output.write(result, as: "AddResult")
                        },
                        ServiceOperation(declared[1]) { service, input, output in
                            let request = try input.read("request", as: String.self)
                            try await input.complete()
                            try await service.log(request: request)
                        },
                        ServiceOperation(declared[2]) { service, input, output in
                            try await input.complete()
                            let result = try await service.both()
                            output.write(result.0, as: "bothResult")
                            output.write(result.rest, as: "rest")
                        },
                    ]
                }

                /// Calls a `Calc` through a channel.
                public nonisolated struct CalcClient: Calc, ServiceClient {
                    public typealias Contract = CalcContract
                    public let caller: OperationCaller

                    public init(_ caller: OperationCaller) {
                        self.caller = caller
                    }
                }

                """)
    }

    @Test func methods() {
        let expansion = expand("ServiceContractMacro", .extension, text, type: "Outer.Calc")
        #expect(complaints(expansion) == [])
        #expect(
            expansion.source == """
                nonisolated extension Outer.Calc where Self: ServiceClient {
                    public func add(_ input: Int32, to b: Int32?) async throws -> Int32 {
                        var request = self.caller.request(Outer.CalcContract.declared[0])
                        request.write(input, as: "input")
                        request.write(b, as: "b")
                        var reply = try await self.caller.call(request)
                        return try reply.read("AddResult", as: Int32.self)
                    }

                    public func log(request: String) async throws {
                        var request_ = self.caller.request(Outer.CalcContract.declared[1])
                        request_.write(request, as: "request")
                        try await self.caller.send(request_)
                    }

                    public func both() async throws -> (Int, rest: [Int]) {
                        let request = self.caller.request(Outer.CalcContract.declared[2])
                        var reply = try await self.caller.call(request)
                        return try (reply.read("bothResult", as: Int.self), rest: reply.read("rest", as: [Int].self))
                    }
                }

                """)
    }

    @Test(arguments: [
        ("public protocol P: Sendable {}", [], "public "), ("package protocol P: Sendable {}", [], "package "),
        ("private protocol P: Sendable {}", [], "fileprivate "), ("protocol P: Sendable {}", [], ""),
        ("protocol P: Sendable {}", ["public extension O {}"], "public "), ("protocol P: Sendable {}", ["public struct O {}"], ""),
        ("public protocol P: Sendable {}", ["struct O {}"], ""),
        ("public protocol P: Sendable {}", ["struct O {}", "private enum Q {}"], "fileprivate "),
    ])
    func accessLevels(_ text: String, _ context: [String], _ access: String) {
        let source = expand("ServiceContractMacro", .peer, text, context: context).source
        #expect(source.contains("\n\(access)nonisolated struct PClient: P, ServiceClient {"))
    }
}
