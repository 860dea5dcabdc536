using System.Reflection;
using Kif.Pipeline.Options;
using Microsoft.Extensions.Options;

namespace Kif.Pipeline.Registration;

/// <summary>Options as a host has them: registered by name, made afresh each time.</summary>
internal sealed class HostOptions(IServiceProvider provider, ConfigurationSettings? configuration, IReadOnlySet<(ComponentKind? Kind, string Name)> bound) : IOptionsSource
{
    public object Create(Type type, ComponentKind? kind, string name)
    {
        Type factory = typeof(IOptionsFactory<>).MakeGenericType(type);
        try
        {
            object options = factory.GetMethod(nameof(IOptionsFactory<object>.Create))!.Invoke(provider.GetService(factory), BindingFlags.DoNotWrapExceptions, null, [name], null)!;
            // What came to the catalog after the services were registered: a plug-in's.
            if (!bound.Contains((kind, name))) OptionPath.SetAll(options, NamedOptions.Owner(kind, name), Configured(kind, name));
            return options;
        }
        catch (OptionsValidationException e)
        {
            throw new CompositionException(string.Join("; ", e.Failures));
        }
    }

    public IReadOnlyList<OptionSetting> Configured(ComponentKind? kind, string name) => configuration?.Of(kind, name) ?? [];
}
