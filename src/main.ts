console.error('The service is assembled in src/app.module.ts.');
