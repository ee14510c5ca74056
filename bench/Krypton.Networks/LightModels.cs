namespace Krypton.Networks;
public static class LightModels { public static byte[] Seeded(string path, int seed) => throw new NotImplementedException(); }
