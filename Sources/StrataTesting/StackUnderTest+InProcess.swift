public import StrataCore
public import StrataInProcess
internal import Synchronization

extension StackUnderTest {
    /// Elements over the in-process transport, with a hub and a manual clock of their own: how an element's author checks an element
    /// that works over any transport.
    ///
    /// - Parameters:
    ///   - elements: the stack without its transport, for both ends. Without an encoding in it, messages travel as they are.
    ///   - service: the elements of the service where they differ.
    ///   - shapes: what the stack is meant to make.
    ///   - version: the version of the messages.
    ///   - configuration: the transport's settings; `encodes` and `messageVersion` follow from the other arguments.
    public static func inProcess(
        _ elements: [any BindingElement], service: [any BindingElement]? = nil,
        shapes: Set<ChannelShape> = Set(ChannelShape.allCases), version: MessageVersion = .default,
        _ configuration: InProcessTransport.Configuration = .defaults
    ) throws(BindingError) -> StackUnderTest {
        let (hub, time) = (InProcessHub(), ManualTime())
        func binding(_ elements: [any BindingElement], _ name: String) throws(BindingError) -> CustomBinding {
            var configuration = configuration
            configuration.encodes = elements.contains { $0 is any EncodingElement }
            configuration.messageVersion = version
            return try CustomBinding(name, validating: elements + [InProcessTransport(hub: hub, configuration)], time: time)
        }
        let issued = Issued()
        return StackUnderTest(
            client: try binding(elements, "client under test"), service: try binding(service ?? elements, "service under test"),
            version: version, shapes: shapes, time: time
        ) {
            EndpointAddress("inproc:under-test-\(issued.next())")
        }
    }
}

/// Counts up.
private final class Issued: Sendable {
    private let count = Mutex(0)

    func next() -> Int {
        count.withLock { count in
            count += 1
            return count
        }
    }
}
