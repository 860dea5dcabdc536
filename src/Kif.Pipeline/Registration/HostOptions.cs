using System.Reflection;
using Kif.Pipeline.Options;
using Microsoft.Extensions.Options;

namespace Kif.Pipeline.Registration;

/// <summary>The options of a host: registered by name, created anew each time.</summary>
internal sealed class HostOptions(IServiceProvider provider, ConfigurationSettings? configuration) : IOptionsSource
{
    public object Create(Type type, ComponentKind? kind, string name)
    {
        Type factory = typeof(IOptionsFactory<>).MakeGenericType(type);
        try
        {
            return factory.GetMethod(nameof(IOptionsFactory<object>.Create))!.Invoke(provider.GetService(factory), BindingFlags.DoNotWrapExceptions, null, [name], null)!;
        }
        catch (OptionsValidationException e)
        {
            throw new CompositionException(string.Join("; ", e.Failures));
        }
    }

    public IReadOnlyList<OptionSetting> Configured(ComponentKind? kind, string name) => configuration?.Of(kind, name) ?? [];
}
