using System.Diagnostics.Metrics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Kif;

/// <summary>
/// Registers learning in a host: a <see cref="LearningService"/>, the <see cref="CurrentModel"/> that answers, the built-in gate where there is no other
/// <see cref="IModelGate"/>, and three health checks: <c>kif-live</c> (tag <c>live</c>), <c>kif-ready</c> (tag <c>ready</c>: the model answers) and
/// <c>kif-learning</c> (tag <c>learning</c>: degraded, with the reason, where tasks are set aside, wait or make no steps, or the folder can't be written).
/// </summary>
public static class LearningServices
{
    /// <summary>Adds learning with options from code.</summary>
    /// <param name="services">The collection; if <see cref="KifServices.AddKif(IServiceCollection)"/> was not called on it before, it is called.</param>
    /// <param name="configure">Sets the options.</param>
    public static IServiceCollection AddKifLearning(this IServiceCollection services, Action<LearningOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        return services.Add(options => options.Configure(configure));
    }

    /// <summary>Adds learning with options from a configuration: <c>services.AddKifLearning(configuration.GetSection("Learning"))</c>.</summary>
    /// <param name="services">The collection; if <see cref="KifServices.AddKif(IServiceCollection)"/> was not called on it before, it is called.</param>
    /// <param name="configuration">The section with the properties of <see cref="LearningOptions"/>; unknown names are refused.</param>
    public static IServiceCollection AddKifLearning(this IServiceCollection services, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        return services.Add(options => options.Bind(configuration, binding => binding.ErrorOnUnknownConfiguration = true));
    }

    private static IServiceCollection Add(this IServiceCollection services, Action<OptionsBuilder<LearningOptions>> configure)
    {
        ArgumentNullException.ThrowIfNull(services);
        if (services.All(s => s.ServiceType != typeof(KifCatalog))) services.AddKif();
        configure(services.AddOptions<LearningOptions>().ValidateOnStart());
        services.AddSingleton<IValidateOptions<LearningOptions>, LearningOptionsValidation>();
        services.AddSingleton<LearnerFactory>().AddSingleton<HeldOutRows>();
        services.TryAddSingleton<IModelGate, HeldOutGate>();
        services.AddSingleton(p => new CurrentModel(p.GetRequiredService<LearnerFactory>(), p.GetRequiredService<IOptions<LearningOptions>>()));
        services.AddSingleton(p => new LearningService(
            p.GetRequiredService<LearnerFactory>(), p.GetRequiredService<CurrentModel>(), p.GetRequiredService<HeldOutRows>(),
            p.GetRequiredService<IModelGate>(), p.GetRequiredService<IOptions<LearningOptions>>(), p.GetRequiredService<ILogger<LearningService>>(),
            p.GetRequiredService<TimeProvider>(), p.GetService<IMeterFactory>()));
        services.AddSingleton<IHostedService>(p => p.GetRequiredService<LearningService>());
        IHealthChecksBuilder health = services.AddHealthChecks();
        foreach (HealthQuestion question in Enum.GetValues<HealthQuestion>())
        {
            string name = question.ToString().ToLowerInvariant();
            health.Add(new HealthCheckRegistration($"kif-{name}", p => new LearningHealth(
                p.GetRequiredService<LearningService>(), question, p.GetRequiredService<IOptions<LearningOptions>>().Value.StallAfter), null, [name]));
        }
        return services;
    }
}
