using Kif.Pipeline.Options;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Kif.Pipeline.Registration;

/// <summary>Registers the named options of a strategy or part: configuration, change notification and validation.</summary>
internal static class NamedOptions
{
    public static void Add(IServiceCollection services, Type options, ComponentKind? kind, string name, IConfiguration? configuration)
    {
        services.AddSingleton(typeof(IValidateOptions<>).MakeGenericType(options), Activator.CreateInstance(typeof(CheckedOptions<>).MakeGenericType(options), kind, name)!);
        if (configuration is null) return;
        services.AddSingleton(typeof(IConfigureOptions<>).MakeGenericType(options),
            provider => Activator.CreateInstance(typeof(ConfiguredOptions<>).MakeGenericType(options), provider.GetRequiredService<IOptionsSource>(), kind, name)!);
        services.AddSingleton(typeof(IOptionsChangeTokenSource<>).MakeGenericType(options), Activator.CreateInstance(typeof(ConfigurationChanges<>).MakeGenericType(options), name, configuration)!);
    }

    /// <summary>Returns the name of the options' owner in messages.</summary>
    public static string Owner(ComponentKind? kind, string name) => kind is { } part ? $"{part.ToString().ToLowerInvariant()}.{name}" : name;
}
