namespace Kif;

/// <summary>Makes registered parts for a composition.</summary>
public interface IComponentSource
{
    /// <summary>A fresh part of the interface <typeparamref name="TPart"/>, its options set and validated.</summary>
    /// <exception cref="CompositionException">No such part, or an option that is unknown or out of range; the message has the option's path.</exception>
    TPart Create<TPart>(ComponentChoice choice) where TPart : class;
}
