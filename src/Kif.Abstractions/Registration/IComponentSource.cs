namespace Kif;

/// <summary>A source of registered parts for a composition.</summary>
public interface IComponentSource
{
    /// <summary>Creates a part with the interface <typeparamref name="TPart"/>, with its options set and validated.</summary>
    /// <exception cref="CompositionException">Unknown part, or an unknown or out-of-range option; the message has the option's path.</exception>
    TPart Create<TPart>(ComponentChoice choice) where TPart : class;
}
