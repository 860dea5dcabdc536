namespace Kif.Models.Llama;

/// <summary>LLaMA 3.1's: long waves are stretched by the factor, short ones stay, those between are blended.</summary>
/// <param name="shape">Base and width.</param>
/// <param name="factor">How much long waves are stretched.</param>
/// <param name="low">Turns within the original length below which a wave is long.</param>
/// <param name="high">Turns above which it is short.</param>
/// <param name="original">Longest text of the pretraining.</param>
internal sealed class Llama3Rope(RopeShape shape, double factor, double low, double high, double original) : IRope
{
    public (double[] Speeds, double Factor) At(long length) => ([.. shape.Speeds().Select(Stretch)], 1);

    private double Stretch(double speed)
    {
        double turns = original * speed / (2 * Math.PI);
        double blend = Math.Clamp((turns - low) / (high - low), 0, 1);
        return (1 - blend) * speed / factor + blend * speed;
    }
}
