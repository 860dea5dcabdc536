using System.Reflection;
using Xunit.Sdk;
using Xunit.v3;

namespace Kif.Models.Tests.Networks;

/// <summary>Cases of each of some families with each of some settings.</summary>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
internal sealed class CombinatorialSettingsAttribute(string families, params string[] settings) : DataAttribute
{
    public override ValueTask<IReadOnlyCollection<ITheoryDataRow>> GetData(MethodInfo testMethod, DisposalTracker disposalTracker) =>
        new([.. families.Split(',').SelectMany(family => settings.Select(setting => new TheoryDataRow(family, setting)))]);

    public override bool SupportsDiscoveryEnumeration() => true;
}
