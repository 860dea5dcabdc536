using System.Reflection;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;

namespace Kif;

/// <summary>Registers the named options of a strategy or part: configuration, change notification and validation.</summary>
internal static class NamedOptionsRegistration
{
    public static void Add(IServiceCollection services, Type options, ComponentKind? kind, string name, IConfiguration? configuration)
    {
        services.AddSingleton(typeof(IValidateOptions<>).MakeGenericType(options),
            Activator.CreateInstance(typeof(NamedOptionsValidator<>).MakeGenericType(options), kind, name)!);
        if (configuration is null) return;
        services.AddSingleton(typeof(IConfigureOptions<>).MakeGenericType(options),
            provider => Activator.CreateInstance(typeof(NamedOptionsConfigurator<>).MakeGenericType(options), provider.GetRequiredService<OptionsSource>(),
                kind, name)!);
        services.AddSingleton(typeof(IOptionsChangeTokenSource<>).MakeGenericType(options),
            Activator.CreateInstance(typeof(ConfigurationChangeSource<>).MakeGenericType(options), name, configuration)!);
    }

    /// <summary>Returns the name of the options' owner in messages.</summary>
    public static string Owner(ComponentKind? kind, string name) => kind is { } part ? $"{part.ToString().ToLowerInvariant()}.{name}" : name;
}

/// <summary>The options of a host: registered by name, created anew each time.</summary>
internal sealed class HostOptionsSource(IServiceProvider provider, ConfigurationReader? configuration) : OptionsSource
{
    public override object Create(Type type, ComponentKind? kind, string name)
    {
        Type factory = typeof(IOptionsFactory<>).MakeGenericType(type);
        try
        {
            return factory.GetMethod(nameof(IOptionsFactory<object>.Create))!.Invoke(provider.GetService(factory), BindingFlags.DoNotWrapExceptions, null,
                [name], null)!;
        }
        catch (OptionsValidationException e)
        {
            throw new CompositionException(string.Join("; ", e.Failures));
        }
    }

    public override IReadOnlyList<OptionValue> Configured(ComponentKind? kind, string name) => configuration?.Of(kind, name) ?? [];
}

/// <summary>Sets the options of one name from the configuration; unlike a binder it resolves parts by name and rejects unknown names.</summary>
internal sealed class NamedOptionsConfigurator<TOptions>(OptionsSource source, ComponentKind? kind, string name)
    : IConfigureNamedOptions<TOptions> where TOptions : class
{
    public void Configure(string? asked, TOptions options)
    {
        if (asked == name) OptionPath.SetAll(options, NamedOptionsRegistration.Owner(kind, name), source.Configured(kind, name));
    }

    public void Configure(TOptions options) { }
}

/// <summary>
/// Validates the options of one name by their annotations. One validator serves all options: validators generated per class would not show the invalid
/// value.
/// </summary>
internal sealed class NamedOptionsValidator<TOptions>(ComponentKind? kind, string name) : IValidateOptions<TOptions> where TOptions : class
{
    public ValidateOptionsResult Validate(string? asked, TOptions options)
    {
        if (asked != name) return ValidateOptionsResult.Skip;
        string[] messages = [.. OptionsValidation.Messages(options, NamedOptionsRegistration.Owner(kind, name))];
        return messages.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(messages);
    }
}

/// <summary>Notifies monitors of the options of one name about configuration changes.</summary>
internal sealed class ConfigurationChangeSource<TOptions>(string name, IConfiguration configuration) : IOptionsChangeTokenSource<TOptions>
{
    public string Name => name;

    public IChangeToken GetChangeToken() => configuration.GetReloadToken();
}
