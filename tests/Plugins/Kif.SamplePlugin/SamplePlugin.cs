namespace Kif.SamplePlugin;

public sealed class SamplePlugin : IKifPlugin
{
    public void Register(KifCatalog kif) => kif
        .AddStrategy<SampleStrategy, SampleOptions>("sample-pull", Words.Words.Description)
        .AddMetric<FirstLetter>("sample-letter", "answers that begin as they should");
}
