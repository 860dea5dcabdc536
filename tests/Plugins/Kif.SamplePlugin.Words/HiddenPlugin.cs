namespace Kif.SamplePlugin.Words;

/// <summary>Nearly a plug-in: nobody outside sees it.</summary>
internal sealed class HiddenPlugin : IKifPlugin
{
    public void Register(KifCatalog kif) => kif.AddStrategy<ContinualStrategy, NoOptions>("hidden", "", _ => throw new InvalidOperationException());
}
