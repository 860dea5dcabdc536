namespace Kif.Testing;

/// <summary>The base class of the conformance classes of components with options.</summary>
/// <typeparam name="TComponent">The component, with a public constructor that takes its options, or none.</typeparam>
/// <typeparam name="TOptions">Its options; <see cref="NoOptions"/> if it has none.</typeparam>
public abstract class ComponentConformance<TComponent, TOptions> : ConformanceTests
    where TComponent : class
    where TOptions : class, new()
{
    /// <summary>The name under which it is registered for the checks. Default: the class's name in lower case with hyphens, without its suffix.</summary>
    protected virtual string Name => ComponentNames.Of(typeof(TComponent));

    /// <summary>The tiny model that checks run on unless they say otherwise. Default: an encoder–decoder.</summary>
    protected virtual ConformanceModel Model => ConformanceModel.EncoderDecoder;

    /// <summary>Returns the options of the checks. Default: the defaults.</summary>
    protected virtual TOptions Options() => new();

    /// <summary>Creates the component. Default: by its constructor that takes the options, or else the parameterless one.</summary>
    protected virtual TComponent Create(TOptions options) => ComponentNames.Create<TComponent>(options);
}
