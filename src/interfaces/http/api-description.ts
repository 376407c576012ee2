import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, SwaggerModule } from '@nestjs/swagger';

/** Serves the OpenAPI description of this API as `/api/swagger.json`. */
export function describeApi(app: INestApplication): void {
  const description = new DocumentBuilder()
    .setTitle('Packit Service API')
    .setVersion('1.0')
    .setDescription('What the service did, why, and who may use it')
    .addBearerAuth({
      type: 'http',
      description: 'ADMIN_TOKEN, or your own of ADMIN_TOKENS: for what changes something, and to see what is private',
    })
    .build();
  SwaggerModule.setup('api/docs', app, () => SwaggerModule.createDocument(app, description), {
    ui: false,
    raw: ['json'],
    jsonDocumentUrl: 'api/swagger.json',
  });
}
